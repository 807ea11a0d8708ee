"""Hypotheses: R and r, and rows that are redundant, contradictory or empty are named."""

import numpy as np
import pytest

from oddsmith.errors import InputError
from oddsmith.inference.hypotheses import (
    linear_hypothesis,
    on_estimated,
    without,
    zero_hypothesis,
)

NAMES = ["Intercept", "gre", "gpa", "rank2", "rank3"]


def test_matrix_and_right_side():
    found = linear_hypothesis("gpa = 0.5, rank2 = rank3, 2*gre - gpa = Intercept - 1", NAMES)
    np.testing.assert_array_equal(found.R, [[0, 0, 1, 0, 0], [0, 0, 0, 1, -1], [-1, 2, -1, 0, 0]])
    np.testing.assert_array_equal(found.r, [0.5, 0, -1])
    assert found.labels == ("gpa = 0.5", "rank2 = rank3", "2*gre - gpa = Intercept - 1")
    assert found.df == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gre = 0, gpa = 0, gre = 2*gpa", r"'gre = 2\*gpa' follows from 'gre = 0', 'gpa = 0'"),
        ("gre = 1, gpa = 0, 3*gre = 4", r"'3\*gre = 4' contradicts 'gre = 1': no"),
        ("gre = gre", "'gre = gre' says nothing"),
        ("gre = 0, 1 = 1", "'1 = 1' says nothing"),
        ("gre = gpa = rank2 = gre", "follows from"),
        ("1e-9*gre = 0, gre = 1", "contradicts"),
    ],
)
def test_rank_is_checked_and_rows_are_named(text, message):
    with pytest.raises(InputError, match=message):
        linear_hypothesis(text, NAMES)


def test_nearly_the_same_is_not_the_same():
    assert linear_hypothesis("gre = gpa, gre = 1.000001*gpa", NAMES).df == 2


def test_zeros_of_a_term():
    found = zero_hypothesis([3, 4], NAMES)
    np.testing.assert_array_equal(found.R, np.eye(5)[[3, 4]])
    assert str(found) == "rank2 = 0, rank3 = 0"
    assert str(without(found, [3])) == "rank3 = 0"


def test_a_column_left_out_has_no_hypothesis():
    with pytest.raises(InputError, match=r"'gre = gpa' is about 'gpa', which repeats"):
        on_estimated(linear_hypothesis("gre = gpa", NAMES), np.array([0, 1, 3, 4]))
