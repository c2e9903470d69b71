"""The only way XML comes in: bounded, without DOCTYPE, checked against schemas from packs."""
