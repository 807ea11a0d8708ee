"""Lessons: a neuron that learns a small table, and a course that starts from it.

    learn("and")                train one neuron: data first, words and pictures after
    open_lesson("one-neuron")   a lesson of the course: .text(), .page(), .figures, .check(1, …)
    compare_losses(X, y)        squared error and cross-entropy over a table: print it, .figure()
    overview(), COURSE          its lessons in order; how to add one is told in `course`

outcome.py  what a neuron learned        record.py   its steps, as data      play.py  as a figure
lesson.py   a lesson, of parts.py        panels/     what figures are of     page/    as HTML
layers/     a hidden layer               softmax/    several classes         figures/ of one lesson
"""

from oddsmith.lessons.course import COURSE, open_lesson, overview
from oddsmith.lessons.figures.two_losses import compare_losses
from oddsmith.lessons.outcome import NAMES, Outcome, Prediction, learn, load_task
from oddsmith.lessons.task import Task

__all__ = [
    "COURSE",
    "NAMES",
    "Outcome",
    "Prediction",
    "Task",
    "compare_losses",
    "learn",
    "load_task",
    "open_lesson",
    "overview",
]
