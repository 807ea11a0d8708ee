"""Generators: seeded rows and classes, at the sizes that are asked for.

z = X w of standard deviation 2,      P(y = 1) = 1 / (1 + e⁻ᶻ)
"""

from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import brentq

from benchmarks.problem import Array, Codes, Factors, Problem

Random = np.random.Generator
SPREAD = 2.0


def correlated(
    rng: Random, n: int, p: int, correlation: float = 0.5, decades: float = 1.0
) -> Array:
    """Columns alike correlated, of deviations from ``10^-decades`` to ``10^decades``: (n, p)."""
    X = rng.standard_normal((n, p))
    X *= np.sqrt(1 - correlation)
    X += np.sqrt(correlation) * rng.standard_normal((n, 1))
    X *= 10 ** rng.uniform(-decades, decades, p)
    return X


def raw_predictions(rng: Random, X: Any, k: int = 1) -> Array:
    """``X W`` with every column of X of like weight, each output of deviation 2: (n, k)."""
    dense = isinstance(X, np.ndarray)
    square = np.einsum("ij,ij->j", X, X) if dense else X.multiply(X).sum(axis=0)
    size = np.sqrt(np.asarray(square, dtype=np.float64).ravel() / X.shape[0])
    W = rng.standard_normal((X.shape[1], k)) / np.maximum(size, 1e-12)[:, None]
    Z = np.asarray(X @ W)
    return np.asarray(SPREAD * (Z - Z.mean(axis=0)) / Z.std(axis=0))


def draw(rng: Random, Z: Array) -> Codes:
    """Classes with the probabilities of raw predictions (n, k): (n,)."""
    if Z.shape[1] == 1:
        return np.asarray(rng.random(len(Z)) < 1 / (1 + np.exp(-Z[:, 0])), dtype=np.intp)
    return np.asarray((Z + rng.gumbel(size=Z.shape)).argmax(axis=1))


def dense(
    n: int,
    p: int,
    *,
    classes: int = 2,
    C: float = 1.0,
    correlation: float = 0.5,
    decades: float = 1.0,
    seed: int = 0,
) -> Problem:
    """Correlated columns of several scales.

    Examples
    --------
    >>> dense(1000, 20, classes=8).name
    'dense 1,000 × 20, 8 classes'
    """
    rng = np.random.default_rng(seed)
    X = correlated(rng, n, p, correlation, decades)
    y = draw(rng, raw_predictions(rng, X, 1 if classes == 2 else classes))
    several = "" if classes == 2 else f", {classes} classes"
    free = ", maximum likelihood" if np.isinf(C) else ""
    usual = (correlation, decades) == (0.5, 1.0)
    other = "" if usual else f", correlation {correlation:g}, scales of 10^±{decades:g}"
    return Problem(f"dense {n:,} × {p:,}{several}{other}{free}", X, y, C)


def zipf(p: int, shift: float = 10.0) -> Array:
    """How often each of p words is met: ``1 / (shift + rank)``, adding to one."""
    often = 1 / (shift + np.arange(p))
    return np.asarray(often / often.sum())


def text(n: int, p: int, words: int, *, seed: int = 0) -> Problem:
    """Rows like tf-idf: about `words` different ones of p in each row, Zipf's law, length one.

    A text of Poisson length m holds ``Σ_j 1 - exp(-m q_j)`` different words; m is solved for.
    """
    rng = np.random.default_rng(seed)
    often = zipf(p)
    m = brentq(lambda m: (1 - np.exp(-m * often)).sum() - words, words, 100 * words)
    lengths = np.maximum(rng.poisson(m, n), 1)
    rows = np.repeat(np.arange(n), lengths)
    drawn = rng.choice(p, size=len(rows), p=often)
    X = sp.csr_matrix((np.ones(len(rows)), (rows, drawn)), shape=(n, p))
    X.sum_duplicates()
    rarity = 1 + np.log(n / np.maximum(np.bincount(X.indices, minlength=p), 1))
    X.data = (1 + np.log(X.data)) * rarity[X.indices]
    norms = np.sqrt(np.add.reduceat(X.data**2, X.indptr[:-1]))
    X.data /= np.repeat(norms, np.diff(X.indptr))
    y = draw(rng, raw_predictions(rng, X))
    return Problem(f"sparse {n:,} × {p:,}, {X.nnz / 1e6:.2g} M non-zeros", X, y)


def factors(n: int, levels: list[int], numbers: int = 10, *, seed: int = 0) -> Problem:
    """Categories whose levels are met by Zipf's law, and numbers."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, numbers))
    codes = [rng.choice(k, size=n, p=zipf(k)) for k in levels]
    z = X @ rng.standard_normal(numbers)
    for k, code in zip(levels, codes, strict=True):
        z += rng.standard_normal(k)[code]
    y = draw(rng, SPREAD * ((z - z.mean()) / z.std())[:, None])
    names = ", ".join(f"{k:,}" for k in levels)
    return Problem(f"factors of {names} levels, {n:,} rows", Factors(X, codes, levels), y)
