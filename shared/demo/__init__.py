"""The demonstration: one whole procurement, from notice to paid invoice, on two installations."""
