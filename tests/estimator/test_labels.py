"""Classes and codes are those of sorting all labels, whichever way they are found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oddsmith.estimator.labels import FEW, encode


@given(st.lists(st.sampled_from(["b", "a", "c"]), min_size=1, max_size=30))
def test_labels_are_the_sorted_classes_by_their_codes(labels):
    y = np.array(labels)
    classes, codes = encode(y)
    assert classes.tolist() == sorted(set(labels))
    np.testing.assert_array_equal(classes[codes], y)


@pytest.mark.parametrize("late", [[2.0], [0.5], []])
def test_a_class_that_comes_late_is_seen(late):
    y = np.array([0.0, 1.0] * FEW + late)
    classes, codes = encode(y)
    assert classes.tolist() == sorted({0.0, 1.0, *late})
    np.testing.assert_array_equal(classes[codes], y)
