"""The tables that ship, and where they are from."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from docs.generate.tables import TABLES

import oddsmith
from oddsmith import datasets
from oddsmith.errors import InputError


@pytest.mark.parametrize("name", datasets.names())
def test_each_table_is_as_its_origin_says(name):
    table, origin = datasets.load(name), datasets.origin(name)
    assert len(table) == origin["rows"]
    assert list(table.columns) == list(origin["columns"])
    assert not table.isna().any(axis=None)
    assert origin["licence"]


def test_the_list_has_a_line_for_each():
    found = datasets.list()
    assert list(found.index) == datasets.names()
    for name, line in found.iterrows():
        assert line["columns"].split(", ") == list(datasets.load(name).columns)
        assert (line["origin"], line["licence"]) == tuple(
            datasets.origin(name)[key] for key in ("origin", "licence")
        )


def test_known_sums():
    # UCLA's page gives mean(gre) = 587.7, mean(gpa) = 3.3899, 127 admitted
    table = datasets.load("admissions")
    assert table["gre"].mean() == pytest.approx(587.7)
    assert table["gpa"].mean() == pytest.approx(3.3899)
    assert table["admit"].sum() == 127
    iris = datasets.load("iris")
    assert iris["species"].value_counts().to_dict() == dict.fromkeys(
        ["setosa", "versicolor", "virginica"], 50
    )
    assert iris["petal_length"].mean() == pytest.approx(3.758)


@pytest.mark.parametrize("name", TABLES)
def test_simulated_tables_are_what_their_program_makes(name):
    pd.testing.assert_frame_equal(datasets.load(name), TABLES[name](), check_dtype=False)


def test_the_truth_of_loans_is_within_reach():
    fit = oddsmith.fit(
        "repaid ~ age + log(income) + C(purpose, Treatment('car')) + C(history, Treatment('none'))",
        datasets.load("loans"),
    )
    truth = np.array([-3.2, 0.02, 0.9, -0.8, 0.4, -0.2, 1.1, 0.3])
    away = (fit.params.to_numpy() - truth) / np.sqrt(np.diag(fit.vcov()))
    assert np.abs(away).max() < 3


def test_unknown_names():
    for name in ("iri", "../frame/data", ""):
        with pytest.raises(InputError, match="admissions, iris"):
            datasets.load(name)
    with pytest.raises(InputError, match=r"no table 'admisions' \(close: 'admissions'\)"):
        datasets.load("admisions")


def test_they_are_there_once_the_package_is_imported():
    code = "import oddsmith; print(len(oddsmith.datasets.load('iris')))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "150\n"
