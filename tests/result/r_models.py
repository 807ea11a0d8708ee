"""R's models through the door: their tables with factors in place of R's columns, and the fits.

A factor is put together again from the indicator columns that R made of it: `FACTORS` names its
first level, the others are what follows its name in R's columns.
"""

import json
import warnings
from functools import cache

import numpy as np
import pandas as pd

import oddsmith
from oddsmith.errors import OddsmithWarning
from tests.truths import DATA, certified, design, floats

RANK = {"rank": "1"}
CABIN = {"sex": "female", "passengerClass": "1st"}
FACTORS = {
    "SAheart": {"famhist": "Absent"},
    "admissions": RANK,
    "admissions_collinear": RANK,
    "admissions_fracw": RANK,
    "admissions_freqw": RANK,
    "admissions_noint": RANK,
    "admissions_offset": RANK,
    "admissions_offset2": RANK,
    "birthwt_mass": {
        "race": "white",
        "smoke": "FALSE",
        "ptd": "FALSE",
        "ht": "FALSE",
        "ui": "FALSE",
        "ftv": "0",
    },
    "budworm": {"sex": "F"},
    "esoph": {"agegp": "25-34"},
    "glow500": {
        "priorfrac": "No",
        "premeno": "No",
        "momfrac": "No",
        "armassist": "No",
        "smoke": "No",
        "raterisk": "Greater",
    },
    "icu_sep": {"can": "No", "type": "Elective", "ph": "< 7.25", "pco": "<= 45", "loc": "Coma"},
    "lbw_stata": {"race": "white"},
    "lirat": {"grp": "1"},
    "titanic": CABIN,
    "titanic_inter": CABIN,
    "titanic_table_freq": {"Class": "1st", "Sex": "Male", "Age": "Child"},
}
SEPARATED = {
    "endometrial": "NV + PI + EH",
    "icu_sep": "age + can + sys + type + ph + pco + loc",
    "iris_complete_sep": "`Sepal.Length` + `Sepal.Width` + `Petal.Length` + `Petal.Width`",
    "sex2": "age + oc + vic + vicl + vis + dia",
}
TABLES = sorted(certified("certified_ml"))
COUNTS = ["beetle", "budworm", "esoph", "lirat", "menarche", "orings_count", "rare_grouped"]


def truth(name):
    """What R says of a model."""
    return json.loads((DATA / "truths" / f"{name}.json").read_text())


@cache
def formula_of(name):
    """R's formula; counts are ``successes / trials``."""
    if name in SEPARATED:
        return f"y ~ {SEPARATED[name]}"
    left = "successes / trials" if name in COUNTS else "y"
    return f"{left} ~ {truth(name)['formula'].partition('~')[2].strip()}"


@cache
def table_of(name):
    """The table: columns under R's names, factors as categories; w, off and site where there are
    weights, an offset and clusters.
    """
    source = "titanic" if name == "titanic_poly_inter" else name
    columns, factors = design(source), FACTORS.get(source, {})
    table = {
        new: columns[old]
        for old, new in [("y", "y"), ("_weights", "w"), ("_offset", "off"), ("_cluster", "site")]
        if old in columns
    }
    for factor, first in factors.items():
        table[factor] = factor_of(columns, factor, first)
    used = {k for k in columns if any(k.startswith(factor) for factor in factors)}
    table |= {k: v for k, v in columns.items() if k not in used and k[0] not in "(_"}
    if name in COUNTS:
        table["trials"] = table["w"].astype(int)
        table["successes"] = np.rint(table["y"] * table["w"]).astype(int)
    return pd.DataFrame(table)


def factor_of(columns, factor, first):
    """A category from its indicators."""
    others = [k for k in columns if k.startswith(factor) and ":" not in k]
    levels = [k.removeprefix(factor) for k in others]
    if first in levels:  # without an intercept every level has a column
        return pd.Categorical.from_codes(
            np.argmax([columns[k] for k in others], axis=0), categories=levels
        )
    codes = sum((k + 1) * columns[other] for k, other in enumerate(others))
    return pd.Categorical.from_codes(codes.astype(int), categories=[first, *levels])


def settings_of(name):
    """Weights and offset, where the model has them."""
    if name in SEPARATED:
        return {}
    r = truth(name)
    return {k: c for k, c in [("weights", "w"), ("offset", "off")] if r[k]}


@cache
def fitted(name, method="ml"):
    """The fit of a model; what it warns of is tested elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OddsmithWarning)
        return oddsmith.fit(formula_of(name), table_of(name), method=method, **settings_of(name))


def r_names(name):
    """R's names of the columns, in the order of ours."""
    if name in SEPARATED:
        return [k for k in design(name) if k != "y" and k[0] != "_"]
    columns = truth(name)["X_cols"]
    return [columns] if isinstance(columns, str) else columns


def as_ours(name, values):
    """R's numbers in the order of our columns; NaN where R has none."""
    numbers = (values.get(column) for column in r_names(name))
    return floats(np.nan if value in (None, "NA") else value for value in numbers)


def listed(values):
    """R's list of numbers; NaN where it has none."""
    return floats(np.nan if value == "NA" else value for value in values)
