"""Pages of ordering, without JavaScript: the catalogue, the order, the answer."""
