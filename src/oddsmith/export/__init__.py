"""Export: a fit in forms that others read."""
