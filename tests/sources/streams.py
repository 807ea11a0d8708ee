"""Tables for the tests of sources, cut into pieces."""

from itertools import pairwise

import numpy as np
import pandas as pd


def town_table(n=600, seed=0):
    """Numbers, text, whole numbers, weights and an offset, with y drawn from a model of them."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "x": rng.standard_normal(n),
            "z": 5 + 3 * rng.standard_normal(n),
            "town": rng.choice(["north", "east", "west"], n),
            "k": rng.integers(0, 3, n),
            "w": rng.integers(0, 4, n).astype(float),
            "shift": rng.standard_normal(n) / 3,
            "school": rng.integers(0, 25, n),
        }
    )
    log_odds = 0.4 - table["x"] + 0.5 * (table["town"] == "west") + table["shift"]
    return table.assign(y=np.where(rng.random(n) < 1 / (1 + np.exp(-log_odds)), "yes", "no"))


def cut(table, *edges):
    """The rows of a table in pieces that end at these positions."""
    edges = [0, *sorted(edges), len(table)]
    return [table[a:b] for a, b in pairwise(edges)]
