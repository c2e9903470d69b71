"""What people and machines may send in: the answers of the guided form, and the search."""
