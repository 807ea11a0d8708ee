"""What a function returned is taken apart by size and by name."""

import numpy as np
import pytest

from oddsmith.errors import InputError
from oddsmith.learn.answer import read

G, D = np.array([0.1, 0.2, 0.3]), 0.4


def taken(returned, takes_bias=False, p=3):
    answer = read(returned, p, takes_bias)
    db = None if answer.db is None else answer.db.ravel().tolist()
    return answer.dw.ravel().tolist(), db, answer.loss


@pytest.mark.parametrize(
    "returned", [G, G[:, None], list(G), tuple(G), [[0.1], [0.2], [0.3]], [np.array(v) for v in G]]
)
def test_a_gradient(returned):
    assert taken(returned) == (G.tolist(), None, None)


@pytest.mark.parametrize(
    "returned",
    [(0.7, G), (G, 0.7), [0.7, G], (np.array([[0.7]]), G), {"loss": 0.7, "gradient": G}],
)
def test_a_gradient_and_a_loss(returned):
    assert taken(returned) == (G.tolist(), None, 0.7)


@pytest.mark.parametrize(
    "returned",
    [(G, D), (D, G), (G, np.array([D])), [*G, D], np.append(G, D), {"dw": G, "db": D}, ((G, D),)],
)
def test_a_gradient_and_its_bias(returned):
    assert taken(returned, takes_bias=True) == (G.tolist(), [D], None)


@pytest.mark.parametrize(
    "returned",
    [
        (0.7, G, D),
        (G, D, 0.7),
        (0.7, D, G),
        (0.7, (G, D)),
        ((G, D), 0.7),
        (0.7, np.append(G, D)),
        ({"dw": G, "db": D}, 0.7),
        {"dw": G, "db": D, "cost": 0.7},
    ],
)
def test_all_three(returned):
    assert taken(returned, takes_bias=True) == (G.tolist(), [D], 0.7)


def test_one_weight_is_told_by_its_brackets():
    one = np.array([0.1])
    assert taken((one, 0.7), p=1) == ([0.1], None, 0.7)
    assert taken((0.7, one), p=1) == ([0.1], None, 0.7)
    assert taken((0.7, 0.1), p=1) == ([0.1], None, 0.7)
    assert taken((one, D), takes_bias=True, p=1) == ([0.1], [D], None)
    assert taken((D, one), takes_bias=True, p=1) == ([0.1], [D], None)
    assert taken((0.1, D), takes_bias=True, p=1) == ([0.1], [D], None)
    assert taken((0.7, one, D), takes_bias=True, p=1) == ([0.1], [D], 0.7)
    assert taken((one, D, 0.7), takes_bias=True, p=1) == ([0.1], [D], 0.7)
    assert taken((np.ones((1, 4)), D), takes_bias=True, p=1) == ([1.0] * 4, [D], None)
    assert taken((one, np.ones(4)), takes_bias=True, p=1) == ([0.1], [1.0] * 4, None)


def test_a_bias_that_is_missing_or_a_vector():
    assert taken(G, takes_bias=True) == (G.tolist(), None, None)
    assert taken((G, None), takes_bias=True) == (G.tolist(), None, None)
    assert taken((G, np.ones(5)), takes_bias=True) == (G.tolist(), [1.0] * 5, None)
    assert taken((np.ones(5), G), takes_bias=True) == (G.tolist(), [1.0] * 5, None)


@pytest.mark.parametrize(
    ("returned", "says"),
    [
        (None, "`return`"),
        ("text", "returned str"),
        ([object()], "returned list"),
        (np.ones(3, complex), "returned ndarray"),
        (np.ones(3, np.float16), "returned float16"),
        ((G, G), r"2 values of shape \(3,\), \(3,\)"),
        ((G, None), r"shape \(3,\), None"),
        ((1, 2, 3, 4, 5), "5 values"),
        ((), "0 values"),
    ],
)
def test_what_is_no_gradient_is_refused(returned, says):
    with pytest.raises(InputError, match=says):
        read(returned, 3, takes_bias=False)


def test_four_parts_are_no_gradient_with_a_bias():
    with pytest.raises(InputError, match=r"\(dw, db\) or \(loss, dw, db\)"):
        read((G, G, G, G), 3, takes_bias=True)
    with pytest.raises(InputError, match="2 values of shape None, None"):
        read((None, None), 3, takes_bias=True)
