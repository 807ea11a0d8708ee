"""Arguments of fit that depend on each other: what goes together, and what is refused by name."""

import itertools
import re

import numpy as np
import pytest

import oddsmith
from oddsmith.asking import fractional
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.frame import make_frame
from oddsmith.options import METHODS, Options, is_number
from tests.result.tables import doses, noisy

PLAIN = {
    "weighted": False,
    "weight_kind": "precision",
    "clustered": False,
    "method": "ml",
    "penalty": 0.0,
    "l1_ratio": 0.0,
}


def options(**given):
    return Options(**{**PLAIN, **given})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"weight_kind": "probability"}, "weight_kind='probability': it is one of 'precision'"),
        ({"weight_kind": None}, "weight_kind=None"),
        ({"method": "bayes"}, "method='bayes': it is one of 'ml', 'firth', 'flic', 'flac'"),
        ({"penalty": -0.1}, "penalty=-0.1"),
        ({"penalty": np.inf}, "penalty=inf"),
        ({"penalty": np.nan}, "penalty=nan"),
        ({"penalty": "l2"}, "penalty='l2'"),
        ({"penalty": True}, "penalty=True"),
        ({"penalty": None}, "penalty=None"),
        ({"trace": "yes"}, "trace='yes'"),
        ({"trace": 1}, "trace=1"),
        ({"l1_ratio": 1.5, "penalty": 1}, r"l1_ratio=1\.5"),
        ({"l1_ratio": np.nan, "penalty": 1}, "l1_ratio=nan"),
        ({"l1_ratio": 0.5}, r"l1_ratio=0\.5 has no effect without a penalty"),
        ({"weight_kind": "frequency"}, "says what weights mean, and there are none"),
        ({"weight_kind": "sampling"}, "says what weights mean, and there are none"),
        ({"tol": "small"}, "tol='small'"),
        ({"max_steps": 1.5}, r"max_steps=1\.5"),
        ({"max_steps": None}, "max_steps=None"),
        ({"max_steps": True}, "max_steps=True"),
    ],
)
def test_values_that_are_none(given, says):
    with pytest.raises(InputError, match=says):
        options(**given)


@pytest.mark.parametrize("method", [m for m in METHODS if m != "ml"])
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"penalty": 0.1}, "penalty="),
        ({"clustered": True}, "cluster="),
        ({"weighted": True, "weight_kind": "sampling"}, "weight_kind='sampling'"),
    ],
)
def test_firth_stands_alone(method, given, says):
    with pytest.raises(NotSupportedError, match=f"method={method!r} and {says}"):
        options(method=method, **given)
    options(method=method, weighted=True, weight_kind="frequency")


@pytest.mark.parametrize("l1_ratio", [0, 1.0])
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"clustered": True}, "cluster="),
        ({"weighted": True, "weight_kind": "sampling"}, "weight_kind='sampling'"),
    ],
)
def test_a_penalty_has_no_robust_errors(given, says, l1_ratio):
    with pytest.raises(NotSupportedError, match=rf"penalty=0\.1 and {says}: .*the same without"):
        options(penalty=0.1, l1_ratio=l1_ratio, **given)


def test_leaving_them_out_gives_the_same_coefficients():
    """As the message promises: a penalty on the mean loss sees weights as shares alone."""
    table = noisy()
    a, b = (oddsmith.fit("y ~ x", table, weights=k * table.w, penalty=0.1) for k in (1, 50))
    np.testing.assert_allclose(a.params, b.params, rtol=1e-10)


def test_every_combination_of_the_door_is_fitted_or_refused_by_name():
    """No accepted argument is ignored: what is fitted remembers all that was asked."""
    table, fitted, refused = noisy(60), 0, []
    for method, kind, cluster, penalty, l1_ratio, offset in itertools.product(
        METHODS, ("precision", "frequency", "sampling"), (None, "site"), (0.0, 0.1), (0.0, 1.0),
        (None, "off"),
    ):  # fmt: skip
        asked = {"method": method, "weight_kind": kind, "cluster": cluster, "penalty": penalty}
        try:
            fit = oddsmith.fit(
                "y ~ x", table, weights="times", l1_ratio=l1_ratio, offset=offset, **asked
            )
        except (InputError, NotSupportedError) as error:
            refused.append(str(error))
            continue
        fitted += 1
        assert (fit.method, fit.weight_kind, fit.penalty) == (method, kind, penalty)
        assert (fit.l1_ratio, fit.sample.offset) == (l1_ratio, offset)
        assert fit.sample.clusters == (() if cluster is None else ("site",))
        expected = "cluster" if cluster else "sampling" if kind == "sampling" else "model"
        assert fit.errors.kind == expected
    assert all(re.match(r"(method|penalty)=\S+ and |l1_ratio=", said) for said in refused)
    assert fitted == 2 * (4 * 2 + 4 + 2 * 2)  # precision, frequency; robust; penalised


def frame_of(formula, table, **settings):
    frame = make_frame(formula, table, **settings)
    return formula, frame.table.columns, frame.response, fractional(frame.case_weight)


def test_frequencies_are_whole():
    table = noisy()
    counting = options(weighted=True, weight_kind="frequency")
    counting.check_rows(*frame_of("y ~ x", table, weights="times"))
    with pytest.raises(InputError, match="120 weights are not whole"):
        counting.check_rows(*frame_of("y ~ x", table, weights="w"))
    for kind in ("precision", "sampling"):
        options(weighted=True, weight_kind=kind).check_rows(*frame_of("y ~ x", table, weights="w"))


@pytest.mark.parametrize("kind", ["frequency", "sampling"])
def test_a_row_has_one_weight(kind):
    """Which for counts is the number of trials: with another the trials would be forgotten."""
    table = doses().assign(w=2)
    for weights in ("w", "exposed"):
        with pytest.raises(NotSupportedError, match=f"{kind!r} and 'killed / exposed' on the left"):
            oddsmith.fit("killed / exposed ~ dose", table, weights=weights, weight_kind=kind)
    as_r_has_it = oddsmith.fit("killed / exposed ~ dose", table, weights="exposed")
    plain = oddsmith.fit("killed / exposed ~ dose", table)
    np.testing.assert_array_equal(as_r_has_it.params, plain.params)


def test_shares_are_not_repeated():
    table = doses().assign(share=lambda t: t.killed / t.exposed)
    with pytest.raises(InputError, match="'share' holds shares, each of an unknown number"):
        oddsmith.fit("share ~ dose", table, weights="exposed", weight_kind="frequency")
    with pytest.raises(InputError, match="holds shares"):
        oddsmith.fit(
            "I(killed / exposed) ~ dose", table, weights="exposed", weight_kind="frequency"
        )
    fit = oddsmith.fit("share ~ dose", table, weights="exposed", weight_kind="sampling")
    assert fit.errors.kind == "sampling"


def test_numbers():
    assert all(map(is_number, (1, 0.5, np.float32(2), np.int8(3))))
    assert not any(map(is_number, (True, np.True_, "1", None, [1.0])))
