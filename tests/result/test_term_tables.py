"""Tables with a row for each term, from tests that are made up."""

from oddsmith.frame import Terms
from oddsmith.inference.chi_square import ChiSquare
from oddsmith.inference.drop_one import Added, Dropped
from oddsmith.result.term_tables import (
    factors_of,
    table_of_added,
    table_of_dropped,
    table_of_wald,
)
from tests.result.tables import noisy

TEST = ChiSquare("Wald test", 3.841458820694124, 1)
SCORE = ChiSquare("Score test", 5.991464547107979, 2)


def test_factors_of_terms():
    terms = Terms.learn("x * group + log(times)", noisy())
    assert factors_of(terms) == {
        "x": frozenset({"x"}),
        "group": frozenset({"group"}),
        "log(times)": frozenset({"log(times)"}),
        "x:group": frozenset({"x", "group"}),
    }


def test_every_p_value_is_beside_its_statistic_and_named_by_it():
    added = table_of_added({"a": Added(10.0, TEST)})
    assert added.round(6).loc["a"].to_dict() == {
        "df": 1, "deviance": 10, "lr": 3.841459, "lr_p_value": 0.05,
    }  # fmt: skip
    wald = table_of_wald({"a": TEST, "b": SCORE})
    assert list(wald.columns) == ["df", "wald", "wald_p_value"]
    assert wald.wald_p_value.round(12).tolist() == [0.05, 0.05]
    dropped = table_of_dropped({"a": Dropped(12.0, 16.0, TEST, SCORE)})
    assert dropped.round(6).loc["a"].to_dict() == {
        "df": 1, "deviance": 12, "aic": 16, "lr": 3.841459, "lr_p_value": 0.05,
        "score": 5.991465, "score_p_value": 0.05,
    }  # fmt: skip
