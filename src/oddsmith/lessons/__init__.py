"""Lessons: one neuron on one small table, as data first and as words and pictures after."""

from oddsmith.lessons.lesson import NAMES, Lesson, Prediction, learn, load_task
from oddsmith.lessons.task import Task

__all__ = ["NAMES", "Lesson", "Prediction", "Task", "learn", "load_task"]
