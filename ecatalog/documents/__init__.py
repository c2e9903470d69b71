"""The three Peppol documents of ordering (T19, T01, T76) as frozen values: bytes in, bytes out."""
