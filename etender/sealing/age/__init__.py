"""Age files (age-encryption.org/v1), written and read in constant memory by the specification.

Every vector of the public test kit is decided as the kit says; see the conformance tests.
"""
