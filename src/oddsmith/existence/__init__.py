"""Existence: whether there is an estimate at all, and of which columns."""
