"""Fits of several classes in model files: the same answers after as before, to the last bit."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.cli import main
from oddsmith.errors import ModelFileError, NotSupportedError, OddsmithWarning
from oddsmith.export.json_model import from_dict, to_dict


def table(n=240):
    rng = np.random.default_rng(1)
    x, group = rng.standard_normal(n), rng.choice(["u", "v", "w"], n)
    scores = np.column_stack([np.zeros(n), 0.5 + x, -x + (group == "v")])
    y = np.array(["a", "b", "c"])[(scores + rng.gumbel(size=(n, 3))).argmax(axis=1)]
    return pd.DataFrame(
        {"y": y, "x": x, "group": group, "g": np.arange(n) % 17, "w": rng.integers(1, 4, n)}
    )


def separated():
    """No row of the first group is of class c."""
    rows = table()
    return rows[~((rows.y == "c") & (rows.group == "u"))]


CASES = {
    "plain": ("y ~ x * group", table(), {}),
    "reference": ("y ~ bs(x, df=4) + C(group, Sum)", table(), {"reference": "c"}),
    "clusters": ("y ~ x + group", table(), {"cluster": "g"}),
    "frequency": ("y ~ x", table(), {"weights": "w", "weight_kind": "frequency"}),
    "sampling": ("y ~ x", table(), {"weights": "w", "weight_kind": "sampling"}),
    "aliased": ("y ~ x + I(3 * x) + group", table(), {}),
    "separated": ("y ~ x + group", separated(), {}),
    "numbers": ("k ~ x", table().assign(k=lambda t: t.y.map({"a": 3, "b": 1, "c": 2})), {}),
    "traced": ("y ~ x", table(), {"trace": True}),
}


@pytest.fixture(params=CASES)
def pair(request, tmp_path):
    formula, rows, settings = CASES[request.param]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OddsmithWarning)
        before = oddsmith.fit(formula, rows, **settings)
    before.save(tmp_path / "m.json")
    return before, oddsmith.load(tmp_path / "m.json"), rows


def test_everything_that_needs_no_rows_is_the_same(pair):
    before, after, rows = pair
    assert type(after) is oddsmith.MultinomialFit
    assert repr(after) == repr(before)
    assert str(after.summary()) == str(before.summary())
    for ask in (
        lambda fit: fit.params,
        lambda fit: fit.vcov(),
        lambda fit: fit.tidy(exponentiate=True),
        lambda fit: fit.conf_int(level=0.9),
        lambda fit: fit.predict(rows),
    ):
        pd.testing.assert_frame_equal(ask(after), ask(before), check_exact=True)
    assert to_dict(after) == to_dict(before)


def test_intervals_effects_and_tests(pair):
    before, after, rows = pair
    if before.errors.kind == "model":
        for ask in (
            lambda fit: fit.predict_interval(rows),
            lambda fit: fit.marginal_effects("x", data=rows),
            lambda fit: fit.predict_at({"x": [0.0, 1.0]}, data=rows),
        ):
            pd.testing.assert_frame_equal(ask(after), ask(before), check_exact=True)
    if not before.separation:
        last = f"{before.found.labels[-1]} = 0"
        assert after.test(last) == before.test(last)
        pd.testing.assert_frame_equal(after.wald_terms(), before.wald_terms(), check_exact=True)


@pytest.mark.parametrize(
    "ask",
    [
        lambda fit: fit.test("x", method="lr"),
        lambda fit: fit.drop_one(),
        lambda fit: fit.sequential(),
        lambda fit: fit.conf_int(method="profile"),
        lambda fit: fit.vcov("HC0"),
        lambda fit: fit.marginal_effects(),
        lambda fit: oddsmith.anova(fit, fit),
    ],
)
def test_what_needs_the_rows_says_so(ask):
    after = from_dict(json.loads(json.dumps(to_dict(oddsmith.fit("y ~ x", table())))))
    with pytest.raises(NotSupportedError, match="a model file does not hold them"):
        ask(after)


@pytest.mark.parametrize(
    ("path", "junk"),
    [
        (("coefficients", 0), ["Intercept", [1.0]]),
        (("coefficients", 1, 0), "z"),
        (("covariance",), [[1.0]]),
        (("predictor", "center"), [0.0]),
        (("predictor", "coefficients"), [[0.0, 1.0]]),
        (("predictor", "horizon"), {"direction": [0.0], "span": [], "facets": []}),
        (("aliased",), {"z": []}),
    ],
)
def test_fields_that_cannot_be_are_refused(path, junk):
    model = to_dict(oddsmith.fit("y ~ x", table()))
    part = model
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = junk
    with pytest.raises(ModelFileError, match="not complete, or was changed by hand"):
        from_dict(model)


def test_the_command_line_writes_a_column_for_each_class(tmp_path, capsys):
    rows, model, out = tmp_path / "t.csv", tmp_path / "m.json", tmp_path / "p.csv"
    table().to_csv(rows, index=False)
    oddsmith.fit("y ~ x", table()).save(model)
    with pytest.raises(SystemExit):
        main(["predict", str(model), str(rows), "--out", str(out)])
    written = pd.read_csv(out)
    expected = oddsmith.load(model).predict(table())
    for label in "abc":
        np.testing.assert_allclose(written[f"probability:{label}"], expected[label], rtol=1e-15)
    with pytest.raises(SystemExit):
        main(["predict", str(model), str(out)])
    assert "already has a column 'probability:a'" in capsys.readouterr().err
