"""Notices: rules, eForms, and the way from draft to journal."""
