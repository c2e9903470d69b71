"""Use cases of tendering: each a verb, in the caller's transaction, with its audit entry."""
