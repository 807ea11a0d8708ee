"""Paths: minima for many strengths of one penalty, each proven, at little more than one's cost."""

from oddsmith.solvers.path.classes import ClassesFollower, ClassesPoint
from oddsmith.solvers.path.follow import Follower, Point, Route
from oddsmith.solvers.path.rows import PathRows
from oddsmith.solvers.path.shape import Shape
from oddsmith.solvers.path.smooth import SmoothFollower

__all__ = [
    "ClassesFollower",
    "ClassesPoint",
    "Follower",
    "PathRows",
    "Point",
    "Route",
    "Shape",
    "SmoothFollower",
]
