"""What `make` runs beside the product: the front-end build and the search for missing texts."""
