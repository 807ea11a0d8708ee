"""Binned: scores put into narrow bins of log-odds, which add, so that no row need be held.

    bin k    -32 + k / 256 <= z < -32 + (k + 1) / 256            the first and last are open
    a_k, b_k    successes and failures in it            z_k    their mean log-odds

Rows of one bin count as ties, so that the area under the ROC curve is off by at most
Σ a_k b_k / (2 A B).  Brier score and log-loss are sums over rows, and exact.
"""

from dataclasses import dataclass

import numpy as np

from oddsmith.design import Array
from oddsmith.inference.scores import Scores
from oddsmith.losses import CrossEntropy, sigmoid

REACH, PER_UNIT = 32, 256  # log-odds on either side of zero, and bins for each
BINS = 2 * REACH * PER_UNIT


@dataclass(frozen=True, eq=False)
class Binned:
    """Sums over rows: each bin's successes, failures and c z, (k,); Σ c, and three measures.

    Attributes
    ----------
    successes, failures, log_odds : ndarray of shape (BINS,)
    squares, loss, right : float
        Σ of squared distances of p from what came true, of the log-loss, and of the weight of rows
        whose likelier class came true.
    """

    successes: Array
    failures: Array
    log_odds: Array
    squares: float
    loss: float
    right: float

    def __add__(self, other: "Binned") -> "Binned":
        return Binned(
            self.successes + other.successes,
            self.failures + other.failures,
            self.log_odds + other.log_odds,
            self.squares + other.squares,
            self.loss + other.loss,
            self.right + other.right,
        )

    @property
    def total(self) -> float:
        """Σ c."""
        return float(self.successes.sum() + self.failures.sum())

    @property
    def brier(self) -> float:
        return self.squares / self.total

    @property
    def log_loss(self) -> float:
        return self.loss / self.total

    @property
    def accuracy(self) -> float:
        """Share of the weight of rows whose likelier class came true."""
        return self.right / self.total

    def scores(self) -> Scores:
        """The bins that hold anything, as if each were one row."""
        c = self.successes + self.failures
        at = np.flatnonzero(c > 0)
        return Scores(self.log_odds[at] / c[at], self.successes[at] / c[at], c[at])

    @property
    def tied(self) -> float:
        """By how much the area of the bins can differ from that of the rows."""
        pairs = float(self.successes.sum() * self.failures.sum())
        return float(self.successes @ self.failures) / (2 * pairs) if pairs else 0.0


def binned(z: Array, y: Array, c: Array) -> Binned:
    """The sums of some rows; z, y and c are (n,), and z may be infinite.

    Examples
    --------
    >>> y = np.array([0.0, 0.0, 1.0, 1.0])
    >>> found = binned(np.array([0.1, 0.4, 0.35, 0.8]), y, np.ones(4))
    >>> len(found.scores().z), found.accuracy, found.tied
    (4, 0.5, 0.0)
    """
    far = np.clip(z, -2.0 * REACH, 2.0 * REACH)
    k = np.clip(np.floor((far + REACH) * PER_UNIT), 0, BINS - 1).astype(np.intp)
    a, b = c * y, c * (1 - y)
    p, q = sigmoid(z), sigmoid(-z)
    finite = np.clip(z, -1e300, 1e300)
    successes, failures, log_odds = (
        np.bincount(k, sums, BINS).astype(np.float64) for sums in (a, b, c * far)
    )
    return Binned(
        successes,
        failures,
        log_odds,
        float(a @ q**2 + b @ p**2),
        float(c @ CrossEntropy().at(finite, y, 0).value),
        float(np.where(z > 0, a, np.where(z < 0, b, (a + b) / 2)).sum()),
    )
