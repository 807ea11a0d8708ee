"""The tables that ship, and where they are from."""

import pytest

from oddsmith import datasets
from oddsmith.errors import InputError


@pytest.mark.parametrize("name", datasets.names())
def test_each_table_is_as_its_origin_says(name):
    table, origin = datasets.load(name), datasets.origin(name)
    assert len(table) == origin["rows"]
    assert list(table.columns) == list(origin["columns"])
    assert not table.isna().any(axis=None)
    assert origin["licence"]


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


def test_unknown_names():
    for name in ("iri", "../frame/data", ""):
        with pytest.raises(InputError, match="admissions, iris"):
            datasets.load(name)
