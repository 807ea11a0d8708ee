"""Table: the coefficients of a fit, a line each, and how their numbers are printed."""

from collections.abc import Iterable
from math import isnan
from typing import Any

HEADERS = ("term", "estimate", "std error", "z", "p (Wald)", "odds ratio", "low", "high")
Row = dict[str, Any]


def term_rows(log_odds: Any, ratios: Any, names: Iterable[str]) -> list[Row]:
    """The lines of the table of coefficients, from two tables of `tidy`."""
    return [
        {
            "term": name,
            "estimate": a.estimate,
            "std_error": a.std_error,
            "statistic": a.statistic,
            "p_value": a.p_value,
            "odds_ratio": b.estimate,
            "conf_low": b.conf_low,
            "conf_high": b.conf_high,
        }
        for name, a, b in zip(names, log_odds.itertuples(), ratios.itertuples(), strict=True)
    ]


def cells(row: Row) -> tuple[str, ...]:
    """A line as it is printed, under `HEADERS`."""
    return (
        row["term"],
        number(row["estimate"]),
        number(row["std_error"]),
        "" if isnan(row["statistic"]) else f"{row['statistic']:.3f}",
        p_value(row["p_value"]),
        number(row["odds_ratio"]),
        number(row["conf_low"]),
        number(row["conf_high"]),
    )


def number(value: float) -> str:
    """Six decimals where they suit the size, else six digits; left out is a dash."""
    if isnan(value):
        return "–"
    return f"{value:.6f}" if 1e-4 <= abs(value) < 1e5 or value == 0 else f"{value:.6g}"


def p_value(value: float) -> str:
    """A p-value as it is printed: never zero."""
    if isnan(value):
        return ""
    return "< 1e-16" if value < 1e-16 else f"{value:.3g}"
