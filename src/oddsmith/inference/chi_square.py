"""Chi-square: a test statistic that is compared with a chi-square distribution.

p = P(χ²_df > statistic)          by the regularised incomplete gamma function
"""

from dataclasses import dataclass
from math import inf, nan

from scipy.special import chdtrc, chdtri

from oddsmith.errors import InputError


@dataclass(frozen=True)
class ChiSquare:
    """A statistic and its degrees of freedom.

    Attributes
    ----------
    method : str
        How the statistic was made, as a reader should see it beside the p-value.
    statistic : float
    df : int
        Number of independent constraints; zero where there is nothing to test.
    about : str
        What was tested.

    Examples
    --------
    >>> round(ChiSquare("Wald test", 3.841458820694124, 1).pvalue, 12)
    0.05
    """

    method: str
    statistic: float
    df: int
    about: str = ""

    def __str__(self) -> str:
        said = f"{self.method}: χ² = {self.statistic:.6g} on {self.df} df, p = {self.pvalue:.4g}"
        return f"{said}  ({self.about})" if self.about else said

    @property
    def pvalue(self) -> float:
        """Probability of a larger statistic; NaN without degrees of freedom."""
        return float(chdtrc(self.df, self.statistic)) if self.df else nan


def quantile(level: float, df: int = 1) -> float:
    """The x with ``P(χ²_df <= x) = level``.

    Examples
    --------
    >>> round(quantile(0.95), 6)
    3.841459
    """
    if not 0 < level < 1:
        raise InputError(f"level={level}: coverage is a number between 0 and 1, such as 0.95.")
    found = float(chdtri(df, 1 - level))
    if not 0 < found < inf:
        raise InputError(f"level={level} is too close to 0 or 1 for a finite, non-zero quantile.")
    return found
