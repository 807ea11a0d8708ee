"""What is refused of several classes, by name, and before anything is fitted."""

import numpy as np
import pytest

from oddsmith.data import InMemory
from oddsmith.design import Dense
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.inference.multinomial import multinomial
from oddsmith.inference.multinomial_scope import require_supported


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"method": "firth"}, "method='firth': the response has 3 classes.* event="),
        ({"method": "flac"}, "method='flac'"),
        ({"penalty": 0.5}, r"penalty=0\.5: the response has 3 classes.*LogisticRegression"),
        ({"offset": True}, "offset=: .*3 classes have 2.*leave the offset out"),
    ],
)
def test_what_is_known_for_two_classes_only(asked, message):
    with pytest.raises(NotSupportedError, match=message):
        require_supported(3, **asked)


def test_maximum_likelihood_is_supported():
    require_supported(5, method="ml", penalty=0.0, offset=False)


@pytest.mark.parametrize(
    ("y", "classes"),
    [([0.0, 1.0, 2.0], "abc"), ([0, 1, 3], "abc"), ([-1, 0, 1], "abc"), ([0], "a")],
)
def test_y_is_the_number_of_a_class(y, classes):
    rows = InMemory(Dense(np.ones((len(y), 1))), np.array(y))
    with pytest.raises(InputError, match="the whole number of its class, 0 for the reference"):
        multinomial(rows, 0, ["1"], classes)


def test_an_offset_is_refused():
    rows = InMemory(Dense(np.ones((3, 1))), np.array([0, 1, 2]), None, np.ones(3))
    with pytest.raises(NotSupportedError, match="offset="):
        multinomial(rows, 0, ["1"], "abc")
