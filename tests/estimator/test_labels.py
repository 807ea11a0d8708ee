"""Classes and codes are those of sorting all labels, whichever way they are found."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.estimator.labels import check_labels, encode


@given(st.lists(st.sampled_from(["b", "a", "c"]), min_size=1, max_size=30))
def test_labels_are_the_sorted_classes_by_their_codes(labels):
    y = np.array(labels)
    classes, codes = encode(y)
    assert classes.tolist() == sorted(set(labels))
    np.testing.assert_array_equal(classes[codes], y)


@pytest.mark.parametrize("late", [[2.0], [0.5], []])
def test_a_class_that_comes_late_is_seen(late):
    y = np.array([0.0, 1.0] * 1000 + late)
    classes, codes = encode(y)
    assert classes.tolist() == sorted({0.0, 1.0, *late})
    np.testing.assert_array_equal(classes[codes], y)


@pytest.mark.parametrize("kind", [np.int8, bool, "U5", object])
def test_a_few_whole_numbers_and_words_are_labels(kind):
    y = np.array(["1", "0", "1"]) if kind in ("U5", object) else np.array([1, 0, 1])
    y = y.astype(kind)
    check_labels(np.unique(y), y)


def test_measurements_are_refused_as_by_scikit_learn():
    y = np.array([0.5, 1.5, 0.5])
    with pytest.raises(ValueError, match="Unknown label type: continuous"):
        check_labels(np.unique(y), y)


@pytest.mark.parametrize(("rows", "warns"), [(25, True), (75, False)])
def test_many_classes_are_doubted_only_where_few_rows_share_one(rows, warns):
    """25 values in as many rows may be measurements; in three times as many, they are classes."""
    y = np.arange(rows) % 25
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        check_labels(np.unique(y), y)
    assert bool(told) == warns
