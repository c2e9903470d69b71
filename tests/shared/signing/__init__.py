"""The signature door: containers, signatures, certificates, and attacks on them."""
