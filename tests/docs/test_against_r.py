"""The page of differences from R: every figure is within its tolerance, and on the page."""

import re

import pytest
from docs.generate.against_r import NAMES, PAGE, bound, measure, page
from docs.generate.differences import QUANTITIES

from tests.truths import DATA

CELL = re.compile(r"< 1e(-?\d+)")


@pytest.fixture(scope="module")
def figures():
    return measure()


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_is_above_its_tolerance(name, figures):
    for quantity, found in zip(QUANTITIES, figures[name], strict=True):
        assert found is None or found < float(quantity.tolerance), quantity.title


def test_every_table_of_the_tests_has_a_row(figures):
    tables = {path.stem for path in (DATA / "design").glob("*.csv")}
    tables -= {name for name in tables if name.startswith("glmnet_")}
    assert set(figures) == tables
    for k, quantity in enumerate(QUANTITIES):
        assert sum(row[k] is not None for row in figures.values()) >= 7, quantity.title


def test_the_page_is_up_to_date_but_for_a_power_of_ten(figures):
    """Rounding may carry a figure over a rung of the ladder, not over two."""
    there, now = PAGE.read_text(encoding="utf-8"), page(figures)
    assert CELL.sub("", there) == CELL.sub("", now), "run python -m docs.generate.against_r"
    for a, b in zip(CELL.findall(there), CELL.findall(now), strict=True):
        assert abs(int(a) - int(b)) <= 1


def test_bounds_are_above_their_figures():
    for value in (0.0, 1e-13, 1e-12, 5e-9, 0.5):
        assert value < float(bound(value).removeprefix("< "))
    assert bound(0.0) == "< 1e-12"
    with pytest.raises(StopIteration):
        bound(2.0)
