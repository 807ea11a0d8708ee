"""Imports point downwards only; what is heavy is loaded when it is touched."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import oddsmith

SOURCE = Path(oddsmith.__file__).parent

LAYERS = [
    ["errors", "colours"],
    ["files", "scales"],
    ["memory"],
    ["threads"],
    ["design", "neuron"],
    ["losses", "penalties", "data"],
    ["kernels"],
    ["sweep", "coordinates"],
    ["objective"],
    ["ridge_bound", "class_bound"],
    ["solvers", "bordered_bound"],
    ["certificate", "existence", "likelihood", "testing", "trace"],
    ["estimate", "frame", "datasets"],
    ["sources"],
    ["inference", "limit"],
    ["result"],
    ["options"],
    ["asking"],
    ["fitting", "estimator", "appending"],
    ["paths"],
    ["export"],
    ["plots"],
    ["report"],
    ["scoring"],
    ["learn"],
    ["lessons"],
    ["cli"],
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

LAZY_AND_UPWARDS = {
    ("result", "scoring"),  # Fit.predict of rows in Dask or Spark
    ("result", "plots"),  # Fit.plot
    ("result", "report"),  # Fit.summary
    ("result", "export"),  # Fit.save and Fit.export
    ("estimator", "export"),  # LogisticRegression.export
}


def room(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module]
            if node.module == "oddsmith":
                names = [oddsmith.HOMES.get(a.name, f"oddsmith.{a.name}") for a in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("oddsmith."))


FILES = [
    path for path in sorted(SOURCE.rglob("*.py")) if path.parent != SOURCE or path.stem[0] != "_"
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path):
    here = room(path)
    assert here in RANK, f"{here} has no layer yet"
    for there in imports(path):
        if there != here and (here, there) not in LAZY_AND_UPWARDS:
            assert RANK[there] < RANK[here], f"{here} must not import {there}"


def test_every_layer_has_rooms():
    rooms = {room(path) for path in FILES}
    assert rooms == set(RANK)


def loaded_by(statement):
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


def test_importing_the_package_loads_nothing_heavy():
    assert not loaded_by("import oddsmith") & {"pandas", "sklearn", "scipy", "matplotlib", "numba"}


def test_a_neuron_needs_numpy_alone():
    loaded = loaded_by("from oddsmith import Neuron; Neuron(epochs=1).fit([[0], [1]], [0, 1])")
    assert not loaded & {"pandas", "sklearn", "scipy", "matplotlib"}


def test_public_names_are_sorted_there_and_documented():
    assert oddsmith.__all__ == sorted(oddsmith.__all__)
    for name in oddsmith.__all__:
        assert getattr(oddsmith, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = oddsmith.nothing
