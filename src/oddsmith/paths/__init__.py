"""Paths: regularisation paths, from the front door to the pictures."""

from oddsmith.paths.door import path
from oddsmith.paths.result import Path
from oddsmith.paths.several import ClassesPath

__all__ = ["ClassesPath", "Path", "path"]
