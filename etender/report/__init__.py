"""What etender hands out: the opening report as XML and PDF, and the receipt of a bid."""
