"""What a report is about: the fit's own rows, rows that come back to it, or others."""

import numpy as np
import pytest

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.report.document.subject import settings_of, subject_of
from tests.result.tables import fits, noisy


def loaded(fit, tmp_path):
    fit.save(tmp_path / "m.json")
    return oddsmith.load(tmp_path / "m.json")


@pytest.mark.parametrize(
    "name",
    ["maximum likelihood", "offset", "precision", "sampling clusters", "firth", "lasso", "event"],
)
def test_a_model_from_a_file_has_its_rows_back(name, tmp_path):
    fit = fits()[name]
    found = subject_of(loaded(fit, tmp_path), noisy())
    assert found.own
    assert found.judged is None
    np.testing.assert_array_equal(found.fit.params, fit.params)
    if fit.has_errors:
        np.testing.assert_array_equal(found.fit.vcov().to_numpy(), fit.vcov().to_numpy())
    assert found.fit.workings is not None


def test_several_classes_and_dropped_rows_too(tmp_path):
    fit = oddsmith.fit("C(rank) ~ gpa", load("admissions"))
    assert subject_of(loaded(fit, tmp_path), load("admissions")).own
    gaps = noisy().assign(x=noisy().x.where(noisy().index >= 4))
    assert subject_of(loaded(fits()["dropped"], tmp_path), gaps).own


@pytest.mark.parametrize("other", [noisy(119), noisy(seed=1)])
def test_other_rows_are_judged_on(other, tmp_path):
    found = subject_of(loaded(fits()["maximum likelihood"], tmp_path), other)
    assert not found.own
    assert found.judged is other


def test_without_a_table_a_model_from_a_file_has_no_report(tmp_path):
    with pytest.raises(NotSupportedError, match="A report without data="):
        subject_of(loaded(fits()["maximum likelihood"], tmp_path), None)


def test_a_table_that_does_not_match_is_named_by_its_columns():
    with pytest.raises(InputError, match=r"no column 'x', 'group'.*Its columns are: y, v"):
        subject_of(fits()["maximum likelihood"], noisy()[["y", "v"]])


def test_only_what_was_asked_is_asked_again():
    assert settings_of(fits()["maximum likelihood"]) == {"event": 1}
    assert settings_of(fits()["firth frequency"]) == {
        "event": 1, "weights": "times", "weight_kind": "frequency", "method": "firth",
    }  # fmt: skip
    assert settings_of(fits()["trials"]) == {}
