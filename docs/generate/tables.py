"""The simulated tables that ship, from the models that their origins name.

Run from the project's root: ``python -m docs.generate.tables`` writes the CSV files of
``src/oddsmith/datasets``.
"""

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parents[2] / "src" / "oddsmith" / "datasets"


def drawn(rng: np.random.Generator, z: np.ndarray) -> np.ndarray:
    """1 with probability 1 / (1 + exp(-z)), else 0."""
    return (rng.random(len(z)) < 1 / (1 + np.exp(-z))).astype(int)


def loans(n: int = 1000) -> pd.DataFrame:
    """Loans, and which were repaid."""
    rng = np.random.default_rng(20)
    table = pd.DataFrame(
        {
            "age": rng.integers(20, 71, n),
            "income": np.round(np.exp(rng.normal(3.5, 0.5, n)), 1),
            "purpose": rng.choice(["car", "home", "business", "other"], n, p=[0.4, 0.3, 0.1, 0.2]),
            "history": rng.choice(["none", "short", "long"], n, p=[0.2, 0.3, 0.5]),
            "region": rng.choice(["north", "south", "east", "west"], n, p=[0.4, 0.3, 0.25, 0.05]),
        }
    )
    z = (
        -3.2
        + 0.02 * table["age"]
        + 0.9 * np.log(table["income"])
        + table["purpose"].map({"car": 0.0, "home": 0.4, "business": -0.8, "other": -0.2})
        + table["history"].map({"none": 0.0, "short": 0.3, "long": 1.1})
    )
    return table.assign(repaid=drawn(rng, z.to_numpy()))[["repaid", *table.columns]]


def trial(n: int = 300, sites: int = 12) -> pd.DataFrame:
    """A trial of two treatments at several sites."""
    rng = np.random.default_rng(21)
    site = rng.integers(1, sites + 1, n)
    table = pd.DataFrame(
        {
            "treatment": np.where(rng.random(n) < 0.5, "drug", "placebo"),
            "age": rng.integers(18, 81, n),
            "severity": rng.choice(["mild", "moderate", "severe"], n, p=[0.4, 0.4, 0.2]),
            "site": site,
        }
    )
    z = (
        1.0
        + 0.8 * (table["treatment"] == "drug")
        - 0.03 * (table["age"] - 50)
        - table["severity"].map({"mild": 0.0, "moderate": 0.7, "severe": 1.6})
        + rng.normal(0, 0.4, sites)[site - 1]
    )
    return table.assign(recovered=drawn(rng, z.to_numpy()))[["recovered", *table.columns]]


TABLES = {"loans": loans, "trial": trial}

if __name__ == "__main__":
    for name, make in TABLES.items():
        make().to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")
