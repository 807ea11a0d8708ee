"""Report: a fit on paper, for people."""
