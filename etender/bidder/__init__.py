"""The supplier's own side: prepare a bid, sign it, seal it and send it, on the supplier's machine.

It knows no database and trusts the platform with nothing but sealed bytes. `prices.py` describes
the price schedule that both sides read.
"""
