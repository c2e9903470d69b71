"""Sample invoices for an order: a good one, and wrong ones named after what is wrong in them."""
