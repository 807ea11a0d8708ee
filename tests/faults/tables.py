"""A table that fits without trouble, for faults to be put into."""

import numpy as np
import pandas as pd

N = 60
_rng = np.random.default_rng(20)
X = _rng.standard_normal((N, 3))
Y = (_rng.random(N) < 1 / (1 + np.exp(-X[:, 0]))).astype(int)


def table(**columns: object) -> pd.DataFrame:
    """Sixty rows of y, a, b and c, with columns put in place of these or beside them."""
    plain = pd.DataFrame(X, columns=list("abc")).assign(y=Y)
    return plain.assign(**columns)


def spoiled(values: object, position: int, value: float) -> np.ndarray:
    """The numbers, with one of them replaced."""
    copy = np.array(values, dtype=float)
    copy[position] = value
    return copy
