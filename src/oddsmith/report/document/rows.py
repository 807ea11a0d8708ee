"""The data of a report: rows used and left out, balance of the classes, and every variable."""

from typing import Any

import numpy as np
import pandas as pd

from oddsmith.frame.columns import Values, missing
from oddsmith.frame.missing import read_columns
from oddsmith.inference.scenarios import variable_of
from oddsmith.report.document.subject import Subject

VARIABLES, LEVELS = 100, 20  # shown at most


def about_rows(subject: Subject) -> dict[str, Any]:
    """Rows, balance, missing values and variables."""
    fit = subject.fit
    table = subject.table if subject.table is not None else own_table(subject)
    names = [name for name in fit.terms.variables if name in table.columns and len(table)]
    return {
        "rows": counts(subject),
        "balance": balance(subject, table),
        "missing": gaps(table, [*fit.response.variables, *names]),
        "variables": [describe(subject, table, name) for name in names[:VARIABLES]],
        "variables_left_out": max(len(names) - VARIABLES, 0),
    }


def own_table(subject: Subject) -> pd.DataFrame:
    """The rows of the fit; none of an estimator's, or of those that are read piece by piece."""
    workings = subject.fit.workings
    assert workings is not None
    return workings.table


def counts(subject: Subject) -> dict[str, Any]:
    """Numbers of rows, and what their weights, offset and clusters are."""
    sample = subject.fit.sample
    found: dict[str, Any] = {
        "used": sample.rows,
        "dropped": sample.dropped,
        "zero_weight": sample.zero_weight,
    }
    named = {
        "weights": sample.weights and f"{sample.weights} ({sample.weight_kind})",
        "offset": sample.offset,
        "trials": sample.trials,
        "clusters": " and ".join(sample.clusters),
    }
    found |= {name: said for name, said in named.items() if said}
    if not subject.own and subject.table is not None:
        found["judged_on"] = len(subject.table)
    return found


def balance(subject: Subject, table: pd.DataFrame) -> list[dict[str, Any]]:
    """How many rows of each level of the response; of shares their mean."""
    response = subject.fit.response
    if any(name not in table.columns for name in response.variables):
        return []
    if not len(table):
        return []
    y = response.encode(table)
    y = y[~np.isnan(y)]
    if not len(y):
        return []
    if response.kind == "proportion":
        return [{"level": "mean share", "rows": len(y), "share": float(y.mean())}]
    if response.kind == "classes":
        named: list[tuple[int, Any]] = [(k, level) for k, level in enumerate(response.levels)]
    else:
        others = [level for level in response.levels if level != response.event]
        rest = others[0] if len(others) == 1 else "the rest"
        named = [(1, response.event), (0, rest)]
    return [
        {"level": str(level), "rows": int((y == k).sum()), "share": float((y == k).mean())}
        for k, level in named
    ]


def gaps(table: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Columns with missing values, the most first."""
    there = [name for name in dict.fromkeys(names) if name in table.columns]
    found = [(name, int(table[name].isna().sum())) for name in there]
    found = sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1])
    return [
        {"column": name, "missing": count, "share": count / len(table)} for name, count in found
    ]


def describe(subject: Subject, table: pd.DataFrame, name: str) -> dict[str, Any]:
    """One variable: range, mean and deviation of numbers, counts of levels."""
    values = read_columns(table, [name])[name]
    values = values[~missing(values)]
    levels = variable_of(subject.fit.terms, name, values).levels if len(values) else ()
    if levels:
        return {"name": name, "kind": "category", **level_counts(values)}
    x = np.asarray(values, dtype=float)
    if not len(x):
        return {"name": name, "kind": "number", "rows": 0}
    low, quarter, middle, three, high = np.quantile(x, [0, 0.25, 0.5, 0.75, 1]).tolist()
    return {
        "name": name,
        "kind": "number",
        "rows": len(x),
        "mean": float(x.mean()),
        "deviation": float(x.std(ddof=1)) if len(x) > 1 else None,
        "least": low,
        "lower_quartile": quarter,
        "median": middle,
        "upper_quartile": three,
        "largest": high,
    }


def level_counts(values: Values) -> dict[str, Any]:
    """The commonest levels, and how many there are besides."""
    seen = pd.Series(np.asarray(values)).value_counts()
    return {
        "rows": int(seen.sum()),
        "levels": [
            {"level": str(level), "rows": int(count)} for level, count in seen[:LEVELS].items()
        ],
        "levels_left_out": max(len(seen) - LEVELS, 0),
    }
