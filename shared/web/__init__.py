"""The edge: pages, forms, sign-in, security headers; one small file per concern."""
