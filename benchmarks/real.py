"""Real tables: those that ship with this package and scikit-learn, and those in `data` here.

    t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte    MNIST's test images
    a9a                                               Adult, one-hot (libsvm's format)

Their origins and licences are in ``data/origins.json``.
"""

import gzip
from pathlib import Path

import numpy as np

from benchmarks.problem import Array, Problem

DATA = Path(__file__).with_name("data")


def admissions() -> Problem:
    """400 applicants; maximum likelihood."""
    from oddsmith.datasets import load

    table = load("admissions")
    ranks = [(table["rank"] == k).to_numpy(np.float64) for k in (2, 3, 4)]
    X = np.column_stack([table[["gre", "gpa"]].to_numpy(np.float64), *ranks])
    return Problem("admissions, 400 × 5, maximum likelihood", X, table["admit"].to_numpy(), np.inf)


def iris() -> Problem:
    """150 flowers of three species."""
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    return Problem("iris, 150 × 4, 3 classes", X, y)


def breast_cancer() -> Problem:
    """569 biopsies; columns from 1e-3 to 1e3."""
    from sklearn.datasets import load_breast_cancer

    X, y = load_breast_cancer(return_X_y=True)
    return Problem("breast cancer, 569 × 30", X, y)


def digits() -> Problem:
    """scikit-learn's digits, 8 × 8."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return Problem("digits, 1,797 × 64, 10 classes", X, y)


def read_idx(name: str) -> Array:
    """MNIST's format: after four bytes, of which the last is the rank, the shape, then bytes."""
    raw = gzip.decompress((DATA / name).read_bytes())
    shape = np.frombuffer(raw, ">i4", count=raw[3], offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape).astype(np.float64)


def mnist(n: int = 10_000) -> Problem:
    """The first n of MNIST's test images, pixels from 0 to 1."""
    X = read_idx("t10k-images-idx3-ubyte.gz")[:n].reshape(-1, 784) / 255
    y = read_idx("t10k-labels-idx1-ubyte.gz")[:n].astype(np.intp)
    return Problem(f"MNIST test images, {len(y):,} × 784, 10 classes", X, y)


def a9a() -> Problem:
    """Adult, one-hot: 32,561 × 123."""
    from sklearn.datasets import load_svmlight_file

    X, y = load_svmlight_file(str(DATA / "a9a.gz"))
    return Problem(f"a9a, sparse {X.shape[0]:,} × {X.shape[1]:,}", X, (y > 0).astype(np.intp))
