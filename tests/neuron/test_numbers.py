"""What is no number is named, with its place."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from oddsmith.errors import InputError
from oddsmith.neuron.numbers import as_labels, as_numbers


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([[1, 2], [3, 4]], "i"),
        (np.float32([1.5]), "f"),
        ([True, False], "f"),
        ([None, 1], "f"),
        (pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]}), "f"),
        (["1", "2.5"], "f"),
    ],
)
def test_numbers_keep_their_type_and_others_become_floats(values, kind):
    array = as_numbers("X", values)
    assert array.dtype.kind == kind
    expected = np.array(values, dtype=float)
    np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("X", [[1, 2], [3], [4, 5]], "row 0 has 2 values and row 1 has 1"),
        ("X", ([1], 2, [3, 4]), "row 0 has 1 values and row 2 has 2"),
        ("X", [[0, 1], [2, "three"]], "'three' at row 1, column 1, which is no number. Categor"),
        ("X", pd.DataFrame({"a": [1, 2], "b": ["u", "v"]}), "'u' at row 0, column 1"),
        ("y", [0, "yes"], r"'yes' at 1, which is no number. Of two labels, \(y == label\)"),
        ("w", ["a"], "^w holds 'a' at 0, which is no number.$"),
        ("X", sp.csr_matrix(np.eye(2)), r"sparse matrix: give X.toarray\(\)"),
        ("X", np.ones(2) * 1j, "complex numbers"),
        ("X", {"a": [1, 2]}, "not made of numbers: .*dict'.$"),
        ("X", len, "not made of numbers"),
    ],
)
def test_what_is_there_is_said(name, values, says):
    with pytest.raises(InputError, match=says):
        as_numbers(name, values)


def test_labels_of_any_kind_but_ragged_ones():
    assert as_labels("y", ["no", "yes"]).tolist() == ["no", "yes"]
    with pytest.raises(InputError, match="row 0 has 1 values and row 1 has 2"):
        as_labels("y", [[0], [1, 0]])
