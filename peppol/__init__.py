"""Peppol transport: participants, envelopes, discovery, AS4 messages and their receipts.

Its one promise: a document handed over is delivered once, or somebody is told who must act; a
document received is kept before it is acknowledged. It knows no invoice.
"""
