"""The table of targets: what is refused, and that a file is whole or not there."""

import pytest

import oddsmith
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.export.targets import TARGETS, options_of
from tests.docs.blocks import ROOT
from tests.export.scored_models import TABLE, fitted


def test_an_unknown_target_is_answered_with_a_close_one():
    with pytest.raises(InputError, match=r"no export target 'phyton' \(close: 'python'\)"):
        fitted("x").export("phyton")
    with pytest.raises(InputError, match=r"no export target 7\. The targets are .*sql"):
        fitted("x").export(7)


def test_an_unknown_option_is_refused():
    with pytest.raises(InputError, match=r"export\('sql'\) has no option 'tabel'; its .*: table"):
        fitted("x").export("sql", tabel="t")


def test_a_path_that_cannot_be_written_leaves_nothing(tmp_path):
    for target in ("python", "json"):
        with pytest.raises(InputError, match="Cannot write"):
            fitted("x").export(target, tmp_path / "no" / "model")
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(InputError, match="Cannot write"):
        fitted("x").export("python", folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_holds_what_is_given_back(tmp_path):
    fit = fitted("x + town")
    assert fit.export("sql", tmp_path / "p.sql") is None
    assert (tmp_path / "p.sql").read_text(encoding="utf-8") == fit.export("sql")


def test_functions_of_the_callers_own_are_refused_by_name():
    fit = oddsmith.fit("y ~ half(x)", TABLE, context={"half": lambda x: x / 2})
    for target in ("sql", "python", "javascript"):
        with pytest.raises(NotSupportedError, match=r"'half\(x\)' .*function of your own"):
            fit.export(target)


def test_numbers_of_the_callers_own_are_written_out():
    fit = oddsmith.fit("y ~ I(x * k2)", TABLE, context={"k2": 2.5}, penalty=1e-3)
    names = {}
    exec(fit.export("python"), names)
    assert names["score"]({"x": 0.3}) == pytest.approx(fit.predict({"x": [0.3]})[0], abs=1e-12)


@pytest.mark.filterwarnings("ignore::oddsmith.errors.SeparationWarning")
def test_separated_classes_are_refused():
    fit = oddsmith.fit("y ~ x", {"y": [0, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0]})
    with pytest.raises(NotSupportedError, match=r"'x' separates.*method='firth'"):
        fit.export("sql")


def test_what_shows_errors_asks_an_estimator_for_its_fit():
    model = oddsmith.LogisticRegression().fit(TABLE[["x"]], TABLE["y"])
    assert "| x |" in model.export("markdown")
    several = oddsmith.LogisticRegression().fit(TABLE[["x"]], TABLE["three"])
    with pytest.raises(NotSupportedError, match="needs the fit behind the model"):
        several.export("latex")
    from oddsmith.export.targets import export

    with pytest.raises(InputError, match="a dict cannot be exported"):
        export({}, "sql")
    with pytest.raises(InputError, match="a dict cannot be exported"):
        export({}, "json")


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_options_are_known_by_name(target):
    assert all(name.isidentifier() for name in options_of(target))


def test_every_target_is_described():
    page = (ROOT / "docs" / "exporting.md").read_text(encoding="utf-8")
    table = page.partition("| target |")[2].partition("\n\n")[0]
    for target in TARGETS:
        assert f'"{target}"' in oddsmith.Fit.export.__doc__
        line = next(line for line in table.splitlines() if f"`{target}`" in line)
        assert all(f"`{name}`" in line for name in options_of(target))
