"""``python -m oddsmith.cli``."""

from oddsmith.cli import main

main()
