"""Reading of the tables and reference numbers under `tests/data`."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data"


@cache
def certified(name):
    return json.loads((DATA / "truths" / f"{name}.json").read_text())


def design(name):
    """Column names and columns of a design, as floats."""
    with open(DATA / "design" / f"{name}.csv") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, np.array(rows, dtype=float).T, strict=True))


def problem(name):
    """Names and array of X, y, weights and offset of a model; rows of weight zero left out."""
    columns = design(name)
    names = [k for k in columns if k != "y" and not k.startswith("_")]
    X = np.column_stack([columns[k] for k in names])
    used = columns["_weights"] > 0
    y, weights, offset = (columns[k][used] for k in ("y", "_weights", "_offset"))
    return names, X[used], y, weights, offset


def floats(values):
    return np.array([float(value) for value in values])
