"""The certificate is never wrong: on random and adversarial problems the true gap is under it.

A solver is stopped after any number of steps, and held against where it ends when it is not.
"""

import numpy as np
import pytest
import scipy.sparse as sp
from mpmath import mp, mpf

from oddsmith.certificate import gap_bound
from oddsmith.data import InMemory
from oddsmith.design import Dense, Sparse
from oddsmith.estimate import estimate
from oddsmith.losses import CrossEntropy, Multinomial, symmetric_coding
from oddsmith.penalties import Penalty
from oddsmith.ridge_bound import ridge_bound

FEW, MANY = 150, 3000


def problem(seed, form):
    """Rows of a random shape, scale, balance and weight; some columns nearly equal."""
    rng = np.random.default_rng(seed)
    n, p = int(rng.integers(6, 80)), int(rng.integers(1, 6))
    X = rng.standard_normal((n, p)) * 10.0 ** rng.uniform(-3, 3, p)
    if rng.random() < 0.3:
        X[:, -1] = X[:, 0] + X[:, -1] * 10.0 ** rng.uniform(-8, 0)
    if rng.random() < 0.3:
        X[rng.random(X.shape) < 0.7] = 0
    K = int(rng.integers(3, 5)) if form == "softmax" else 2
    z = (
        (X / (np.abs(X).max(axis=0) + 1e-300))
        @ rng.standard_normal((p, K))
        * 10 ** rng.uniform(0, 2)
    )
    y = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    y[:K] = np.arange(K)
    weight = None if rng.random() < 0.5 else 10.0 ** rng.uniform(-3, 3, n)
    X = np.column_stack([np.ones(n), X])
    design = Sparse(sp.csr_matrix(X)) if form == "sparse" else Dense(X)
    l2 = 0.0 if rng.random() < 0.5 and form != "ridge" else 10.0 ** rng.uniform(-8, 1)
    shape = (p + 1, K - 1) if form == "softmax" else (p + 1,)
    each = np.full(shape, l2)
    each[0] = 0
    loss = Multinomial(symmetric_coding(K)) if form == "softmax" else CrossEntropy()
    codes = y if form == "softmax" else y.astype(float)
    return InMemory(design, codes, weight), loss, Penalty(np.zeros(shape), each), rng


def slack(seed, form):
    """Bound less the true gap of a fit that is stopped anywhere, in units of rounding."""
    data, loss, penalty, rng = problem(seed, form)
    steps = int(rng.integers(0, 9))
    best = estimate(data, 0, penalty, loss=loss, to_floor=True, max_steps=300)
    stopped = estimate(data, 0, penalty, loss=loss, max_steps=steps, tol=0.0)
    here, at = stopped.solution.at.value, stopped.solution.at
    bound = stopped.certificate.gap
    if form == "ridge":
        bound = gap_bound(*ridge_bound(stopped.objective, stopped.solution.w, at))
    found = bound - (here - best.solution.at.value) + 4e-15 * (1 + abs(here))
    if found < 0:  # columns that nearly cancel: rounding of z hides the gap
        found = bound - (exact(data, loss, penalty, stopped.w) - exact(data, loss, penalty, best.w))
    return float(found), bound


def exact(data, loss, penalty, w):
    """The objective at w, (p,) or (p, m), on the columns as given, in 40 digits."""
    coding = loss.coding if isinstance(loss, Multinomial) else np.array([[0.0], [1.0]])
    with mp.workdps(40):
        block, total = data.whole, mpf(0)
        W, A, l2 = (mp.matrix(v.reshape(len(v), -1).tolist()) for v in (w, coding, penalty.l2))
        for row, y, c in zip(block.X.toarray(), block.y, block.weights, strict=True):
            f = A * (mp.matrix([row.tolist()]) * W).T
            total += mpf(float(c)) * (mp.log(mp.fsum(map(mp.exp, f))) - f[int(y)])
        ridge = mp.fsum(k * v**2 for k, v in zip(l2, W, strict=True))
        return total / mp.fsum(mpf(float(c)) for c in block.weights) + ridge / 2


FORMS = ("dense", "sparse", "softmax", "ridge")


@pytest.mark.parametrize("form", FORMS)
def test_the_true_gap_is_under_the_bound(form):
    found = np.array([slack(seed, form) for seed in range(FEW)])
    assert (found[:, 0] >= 0).all(), np.flatnonzero(found[:, 0] < 0)
    assert np.isfinite(found[:, 1]).mean() > 0.3  # a bound that says nothing would pass


@pytest.mark.heavy
@pytest.mark.parametrize("form", FORMS)
def test_on_thousands_of_problems(form):
    found = np.array([slack(seed, form)[0] for seed in range(FEW, MANY)])
    assert (found >= 0).all(), FEW + np.flatnonzero(found < 0)
