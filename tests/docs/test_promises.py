"""The table of promises names tests that are there; and the promises that no other test holds."""

import inspect
import json
import re
import socket
import subprocess
import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import oddsmith
from oddsmith.errors import ModelFileError, OddsmithError
from oddsmith.export.json_model import from_dict, read_within, to_dict
from tests.faults.tables import N, X, Y, table
from tests.fuzz.doors import places

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
ROWS = [row for row in PAGE.splitlines() if row.startswith("| ")][2:]


def test_every_promise_names_tests():
    assert len(ROWS) >= 10
    assert all("::" in row for row in ROWS)


@pytest.mark.parametrize(("file", "name"), TESTS, ids=str)
def test_the_tests_are_there(file, name):
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


FITS = {  # argument: (what is given besides, a value that is not the default)
    "event": ({}, 0),
    "reference": ({}, 1),
    "weights": ({}, 1 + Y),
    "weight_kind": ({"weights": 1 + Y}, "sampling"),
    "offset": ({}, X[:, 1]),
    "cluster": ({}, np.arange(N) // 4),
    "method": ({}, "firth"),
    "penalty": ({}, 0.1),
    "l1_ratio": ({"penalty": 0.1}, 1.0),
    "missing": ({}, "dropped"),
    "context": ({}, {"a": 3}),
    "tol": ({"max_steps": 3}, 1.0),
    "max_steps": ({}, 1),
    "trace": ({}, True),
    "checkpoint": ({}, "there.npz"),
    "progress": ({}, "loud"),
}
PATHS = {
    "intercept": ({}, False),
    "event": ({}, 0),
    "weights": ({}, 1 + Y),
    "offset": ({}, X[:, 1]),
    "l1_ratio": ({}, 0.5),
    "penalties": ({}, 3),
    "smallest": ({}, 0.5),
    "standardize": ({}, False),
    "penalty_factor": ({}, [1.0, 2.0]),
    "bounds": ({}, [(0, 1), (0, 1)]),
    "missing": ({}, "dropped"),
    "context": ({}, {"a": 3}),
    "scale": ({}, "scikit-learn"),
    "tol": ({}, -1),
    "screening": ({}, "no"),
    "grouped": ({}, True),
    "progress": ({}, "loud"),
}
FIRST = {"formula", "data", "formula_or_X", "data_or_y"}


def said(door, **given):
    """All that a result says, or the error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = door("y ~ a + b", table(), **given)
        except (OddsmithError, TypeError) as error:
            return repr(error)
    shown = found.coefficients if door is oddsmith.path else found.summary()
    return f"{shown} {getattr(found, 'trace', None) is None} {getattr(found, 'penalties', None)}"


@pytest.mark.parametrize(
    ("door", "values"), [(oddsmith.fit, FITS), (oddsmith.path, PATHS)], ids=["fit", "path"]
)
def test_no_argument_is_ignored(door, values):
    """An argument that is new, and has no line above, fails this test."""
    named = set(inspect.signature(door).parameters) - FIRST
    assert named == set(values)
    for name, (besides, value) in values.items():
        assert said(door, **besides) != said(door, **besides, **{name: value}), name


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Wald"),
        ({"cluster": np.arange(N) // 4}, "cluster"),
        ({"weights": 1 + Y, "weight_kind": "sampling"}, "sampling"),
        ({"penalty": 0.1}, "prior|penalis"),
        ({"penalty": 0.1, "l1_ratio": 1.0}, "no standard errors|none"),
        ({"method": "firth"}, "Firth"),
    ],
)
def test_every_summary_says_what_its_errors_are(given, says):
    assert re.search(says, str(oddsmith.fit("y ~ a + b", table(), **given).summary()))


def test_a_model_file_runs_nothing(tmp_path, monkeypatch):
    """Every text of a model, replaced by an attack, one after another."""

    def ring(*_args, **_more):
        raise AssertionError("reached")

    model = to_dict(oddsmith.fit("y ~ bs(a, df=4) + C(town)", table(town=["u", "v"] * (N // 2))))
    monkeypatch.setattr("os.system", ring)
    monkeypatch.setattr(subprocess, "Popen", ring)
    whole = json.dumps(model)
    for path in places(model):
        changed = json.loads(whole)
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        if isinstance(inner[path[-1]], str):
            inner[path[-1]] = "__import__('os').system('x')"
            with suppress(OddsmithError):
                from_dict(changed).predict(table(town="u"))


def test_a_model_file_is_bounded(tmp_path):
    model = to_dict(oddsmith.fit("y ~ g", table(g=[str(k % 10) for k in range(N)]), penalty=0.1))
    model["terms"]["pieces"].append({"term": "b", "parts": [["g", False]] * 8})
    with pytest.raises(ModelFileError, match="more than 200,000 columns"):
        from_dict(model)
    model["terms"]["pieces"][-1]["parts"] *= 2
    with pytest.raises(ModelFileError, match="more than 8 factors"):
        from_dict(model)
    (tmp_path / "long").write_bytes(b"0" * 101)
    with pytest.raises(ModelFileError, match="larger than"):
        read_within(tmp_path / "long", most=100)


def test_nothing_is_asked_of_a_network(tmp_path, monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=True)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fit = oddsmith.fit("y ~ a + b", table())
    fit.save(tmp_path / "m.json")
    oddsmith.load(tmp_path / "m.json").predict(table())
    str(fit.summary())
    oddsmith.LogisticRegression().fit(X, Y).predict(X)
    oddsmith.path("y ~ a + b", table(), penalties=3)
    oddsmith.Neuron().fit(X, Y)
