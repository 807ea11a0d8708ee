"""Paths: regularisation paths, from the front door to the pictures."""

from oddsmith.paths.door import path
from oddsmith.paths.result import Path

__all__ = ["Path", "path"]
