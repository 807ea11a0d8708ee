"""Right-hand sides as sums: with any coefficients, what the columns of the design give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oddsmith.export.scoring import python
from oddsmith.export.scoring.scorer import assemble
from oddsmith.frame import Terms
from tests.export.scored_models import FORMULAS, TABLE

ROWS = TABLE.head(12)


@pytest.mark.parametrize("formula", FORMULAS)
@settings(max_examples=3)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_coefficients_about_any_center(formula, seed):
    rng = np.random.default_rng(seed)
    terms = Terms.learn(formula, TABLE)
    p = len(terms.names)
    w, center = rng.normal(size=p) * (rng.random(p) < 0.8), rng.normal(size=p)
    if terms.intercept is not None:
        center[terms.intercept] = 0
    names = {}
    exec(python.write(assemble("p", terms, w[:, None], center, None)), names)
    found = [
        names["log_odds"](
            *names["parts"](
                {k: float(v) if k not in ("town", "side") else v for k, v in row.items()}
            )
        )[0]
        for row in ROWS[list(terms.variables)].to_dict("records")
    ]
    wanted = (terms.design(ROWS).toarray() - center) @ w
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


def test_a_column_far_from_zero_loses_no_digits():
    terms = Terms.learn("far", TABLE)
    w, center = np.array([0.5, 1000.0]), np.array([0.0, TABLE["far"].mean()])
    names = {}
    exec(python.write(assemble("p", terms, w[:, None], center, None)), names)
    far = float(np.nextafter(center[1], np.inf))
    (z,) = names["log_odds"](*names["parts"]({"far": far}))
    assert z == 0.5 + 1000.0 * (far - center[1])
