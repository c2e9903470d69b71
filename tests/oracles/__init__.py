"""Foreign implementations that judge the product's own; test dependencies only."""
