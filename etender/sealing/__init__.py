"""Sealing: a bid is locked on the supplier's own machine, and the deadline is the key.

A bid travels as two files. `bid.asice.age` is the signed container, encrypted to a key made for
this bid alone; `bid.key.age` is that key under a time lock. Only the second depends on the
deadline, so a deadline that moves costs a new kilobyte and never a new upload. Both are age files
(age-encryption.org/v1), so that an archive can be opened without this program.
"""
