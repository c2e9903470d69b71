"""AS4 as Peppol profiles it (AS4 Profile 2.0.3): pure functions over octets, no I/O, no clock."""
