"""The front door: parametrisations, kinds of input, special cases, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import oddsmith
from oddsmith.datasets import load
from oddsmith.errors import (
    AliasedWarning,
    FormulaError,
    InputError,
    MissingValuesError,
    NotConvergedWarning,
    NotSupportedError,
    SeparationWarning,
)
from oddsmith.solvers.path import chord, follow
from tests.truths import design


def table(n=200, p=6, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p)) * 10.0 ** rng.integers(-2, 3, p)
    z = X / X.std(axis=0)
    y = (rng.random(n) < 1 / (1 + np.exp(-z[:, 0] + z[:, 1] / 2))).astype(int)
    return X, y


X, Y = table()
NAMES = list("abcdef")


def same(a, b, tol=1e-9):
    np.testing.assert_allclose(a.penalties, b.penalties, rtol=1e-12)
    scale = np.abs(b.coefficients.to_numpy()).max(axis=0) + 1e-300
    np.testing.assert_allclose(
        a.coefficients.to_numpy() / scale, b.coefficients.to_numpy() / scale, atol=tol
    )


@pytest.mark.parametrize("l1_ratio", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("factor", [None, [2.0, 0.5, 1, 0, 1, 3]])
def test_scikit_learns_parametrisation_gives_its_fits(l1_ratio, factor):
    weights = np.random.default_rng(1).uniform(0.5, 2, len(Y))
    Z = X / X.std(axis=0)
    path = oddsmith.path(
        Z,
        Y,
        l1_ratio=l1_ratio,
        penalties=[10.0, 0.1, 1.0],
        scale="scikit-learn",
        penalty_factor=factor,
        weights=weights,
    )
    np.testing.assert_allclose(path.Cs, [0.1, 1.0, 10.0])
    for k, C in enumerate(path.Cs):
        model = oddsmith.LogisticRegression(
            C=C, l1_ratio=l1_ratio, solver="auto", penalty_factor=factor
        ).fit(Z, Y, weights)
        np.testing.assert_allclose(
            path.sparse_coefficients[[k]].toarray(), model.coef_, rtol=1e-8, atol=1e-9
        )
        np.testing.assert_allclose(path.intercepts[k], model.intercept_, rtol=1e-8, atol=1e-9)


def test_an_array_a_frame_a_formula_and_every_storage_say_the_same():
    frame = pd.DataFrame(X, columns=NAMES)
    plain = oddsmith.path(X, Y, penalties=8)
    named = oddsmith.path(frame, Y, penalties=8)
    assert named.names == tuple(NAMES)
    same(named, plain)
    same(oddsmith.path("y ~ a + b + c + d + e + f", frame.assign(y=Y), penalties=8), plain)
    same(oddsmith.path(np.asfortranarray(X), Y, penalties=8), plain)
    for kind in (sp.csr_matrix, sp.csc_array, sp.coo_array):
        same(oddsmith.path(kind(X), Y, penalties=8), plain, 1e-8)
    single = X.astype(np.float32)
    same(
        oddsmith.path(single, Y, penalties=8),
        oddsmith.path(single.astype(float), Y, penalties=8),
        1e-7,
    )


def test_codes_are_as_indicators():
    codes = np.random.default_rng(0).integers(0, 40, 800)
    y = (np.random.default_rng(1).random(800) < (codes % 5) / 6 + 0.1).astype(int)
    data = {"y": y, "g": [f"l{k:02d}" for k in codes], "x": np.sin(np.arange(800.0))}
    path = oddsmith.path("y ~ x + C(g)", data, penalties=10)
    indicators = (codes[:, None] == np.arange(1, 40)).astype(float)
    same(path, oddsmith.path(np.c_[data["x"], indicators], y, penalties=10), 1e-8)


@pytest.mark.parametrize("screening", [True, False])
@pytest.mark.parametrize("l1_ratio", [1.0, 0.5])
def test_screening_changes_no_coefficient(screening, l1_ratio):
    wide, y = table(60, 300)
    settings = {"penalties": 20, "l1_ratio": l1_ratio, "tol": 1e-11}
    path = oddsmith.path(wide, y, screening=screening, **settings)
    other = oddsmith.path(wide, y, **settings)
    apart = (path.sparse_coefficients - other.sparse_coefficients).toarray() * wide.std(axis=0)
    assert np.abs(apart).max() <= 1e-8
    assert path.violations.max() <= 1e-11


def test_columns_units_do_not_matter_when_standardised():
    scale, shift = np.array([1e-6, 1e6, 1, 10, 1e3, 0.1]), np.array([0, 1e5, -3, 0, 1e4, 5])
    plain, moved = (
        oddsmith.path(X, Y, penalties=10),
        oddsmith.path(X * scale + shift, Y, penalties=10),
    )
    np.testing.assert_allclose(
        moved.sparse_coefficients.toarray() * scale,
        plain.sparse_coefficients.toarray(),
        rtol=1e-6,
        atol=1e-6 / X.std(axis=0).min(),
    )


def test_weights_are_repeated_rows_and_zero_is_no_row():
    c = np.random.default_rng(0).integers(0, 4, len(Y))
    repeated = oddsmith.path(np.repeat(X, c, axis=0), np.repeat(Y, c), penalties=8)
    same(oddsmith.path(X, Y, weights=c, penalties=8), repeated)


def test_a_ridge_path_on_many_columns_is_proven_too():
    wide, y = table(40, 1100)
    path = oddsmith.path(wide, y, l1_ratio=0, penalties=4)
    assert path.gaps.max() <= 1e-8
    assert path.violations.max() <= 1e-8
    Z = wide / wide.std(axis=0)
    z = np.c_[path.intercepts, path.sparse_coefficients.toarray() * wide.std(axis=0)]
    for strength, w in zip(path.penalties, z, strict=True):
        r = 1 / (1 + np.exp(-(w[0] + Z @ w[1:]))) - y
        centred = Z - Z.mean(axis=0)
        assert np.abs(centred.T @ r / 40 + strength * w[1:]).max() <= 2e-8


def test_an_infinite_factor_removes_a_column_and_zero_keeps_it():
    path = oddsmith.path(X, Y, penalty_factor={0: np.inf, 2: 0.0}, penalties=8)
    assert (path.coefficients["x0"] == 0).all()
    assert (path.coefficients["x2"] != 0).all()
    others = oddsmith.path(X[:, 1:], Y, penalty_factor=[1, 0, 1, 1, 1], penalties=path.penalties)
    scaled = path.penalties * 6 / 5 * 4 / 5  # factors are rescaled to a mean of one of all columns
    others = oddsmith.path(X[:, 1:], Y, penalty_factor=[1, 0, 1, 1, 1], penalties=scaled)
    np.testing.assert_allclose(
        path.sparse_coefficients.toarray()[:, 1:], others.sparse_coefficients.toarray(), atol=1e-8
    )


def test_penalty_zero_is_maximum_likelihood():
    frame = pd.DataFrame(X, columns=NAMES).assign(y=Y)
    path = oddsmith.path("y ~ a + b + c + d + e + f", frame, penalties=[0.1, 0.0])
    fit = oddsmith.fit("y ~ a + b + c + d + e + f", frame)
    np.testing.assert_allclose(path.coefficients.loc[0.0], fit.params, rtol=1e-9)
    assert path.complete


def test_separated_classes_end_the_path():
    x = np.arange(20.0)
    y = (x > 9.5).astype(int)
    noise = np.random.default_rng(0).standard_normal((20, 2))
    with pytest.warns(SeparationWarning, match="all but separated"):
        path = oddsmith.path(np.c_[x, noise], y, smallest=1e-6)
    assert not path.complete
    assert path.deviance_ratio[-1] > 0.9999 > path.deviance_ratio[-2]
    assert path.violations.max() <= 1e-8
    with pytest.warns(SeparationWarning, match="no minimum"):
        path = oddsmith.path(np.c_[x, noise], y, penalties=[0.1, 0.01, 0])
    assert path.penalties.tolist() == [0.1, 0.01]


def test_quasi_separated_classes_have_no_fit_without_penalty():
    columns = design("glmnet_endometrial")
    y = columns.pop("y")
    E = np.column_stack(list(columns.values()))
    with pytest.warns(SeparationWarning, match="no minimum"):
        path = oddsmith.path(E, y, penalties=[0.1, 0])
    assert len(path) == 1
    with pytest.raises(InputError, match=r"'x0'.*separate the classes"):
        oddsmith.path(E, y, penalty_factor=[0, 2, 1])


def test_a_constant_column_is_told_of():
    with pytest.warns(AliasedWarning, match="'x6'"):
        path = oddsmith.path(np.c_[X, np.full(len(Y), 3.0)], Y, penalties=5)
    same_without = oddsmith.path(X, Y, penalties=path.penalties)
    np.testing.assert_allclose(
        path.sparse_coefficients.toarray()[:, :6],
        same_without.sparse_coefficients.toarray(),
        atol=1e-9,
    )


def test_what_does_not_converge_ends_the_path_and_says_so(monkeypatch):
    monkeypatch.setattr(follow, "LONGEST", 100.0)
    monkeypatch.setattr(chord, "MOST", 5)
    with pytest.warns(NotConvergedWarning, match="ends before"):
        path = oddsmith.path(X, Y, penalties=[0.1, 1e-9])
    assert path.penalties.tolist() == [0.1]


def test_the_same_bits_for_any_number_of_threads():
    wide, y = table(600, 900)
    found = []
    for number in (1, 2, 5):
        with oddsmith.use_threads(number):
            found.append(oddsmith.path(wide, y, penalties=15))
    for other in found[1:]:
        np.testing.assert_array_equal(
            found[0].coefficients.to_numpy(), other.coefficients.to_numpy()
        )


def test_progress_is_told():
    lines = []
    oddsmith.path(X, Y, penalties=3, progress=lines.append)
    assert [line.split(":")[0] for line in lines] == ["1 of 3", "2 of 3", "3 of 3"]


def test_an_event_turns_the_sign():
    a = oddsmith.path(X, Y, penalties=5)
    b = oddsmith.path(X, Y, penalties=5, event=0)
    np.testing.assert_allclose(a.coefficients, -b.coefficients, atol=1e-12)


NO, YES = np.zeros(len(Y)), Y
REFUSED = {
    "negative": ({"penalties": [0.1, -0.1]}, "zero or above"),
    "nan": ({"penalties": [np.nan]}, "not NaN"),
    "infinite": ({"penalties": [np.inf, 1]}, "infinite strength"),
    "none": ({"penalties": []}, "one value or more"),
    "no count": ({"penalties": 0}, "one value or more"),
    "text": ({"penalties": "many"}, "how many"),
    "half": ({"penalties": 2.5}, "how many"),
    "ratio": ({"l1_ratio": 1.5}, "from 0"),
    "ratio nan": ({"l1_ratio": np.nan}, "from 0"),
    "ratio text": ({"l1_ratio": "l1"}, "from 0"),
    "crossing": ({"bounds": {0: (1, -1)}}, "cross"),
    "excluding": ({"bounds": {0: (1, 2)}}, "exclude zero"),
    "factors zero": ({"penalty_factor": [0] * 6}, "zero for every column"),
    "factors infinite": ({"penalty_factor": [np.inf] * 6}, "infinite for every column"),
    "factors negative": ({"penalty_factor": [-1] * 6}, "factors are"),
    "factors few": ({"penalty_factor": [1, 2]}, "has 2 values"),
    "scale": ({"scale": "sas"}, "one of"),
    "standardize": ({"standardize": "yes"}, "True or False"),
    "tol": ({"tol": 0.0}, "above zero"),
    "screening": ({"screening": 1}, "True or False"),
    "smallest": ({"smallest": 2.0}, "between 0 and 1"),
    "smallest twice": ({"smallest": 0.1, "penalties": [1.0]}, "already gives them"),
    "progress": ({"progress": 3}, "progress"),
    "weights": ({"weights": [-1.0] * len(Y)}, "[Nn]egative"),
    "offset": ({"offset": [0.0]}, "offset|inconsistent"),
    "event": ({"event": "maybe"}, "not in y"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_arguments_are_refused(name):
    given, said = REFUSED[name]
    with pytest.raises(ValueError, match=said):
        oddsmith.path(X, Y, **given)


def test_bad_rows_are_refused():
    with pytest.raises(InputError, match="one class"):
        oddsmith.path(X, NO)
    with pytest.raises(InputError, match="200 rows, and y 3"):
        oddsmith.path(X, [0, 1, 1])
    with pytest.raises(InputError, match="table of numbers"):
        oddsmith.path(X[:, 0], Y)
    with pytest.raises(InputError, match="column 2: 1 NaN"):
        oddsmith.path(np.where(np.arange(6) + 6 * np.arange(200)[:, None] == 8, np.nan, X), Y)
    with pytest.raises(InputError, match="correlated"):
        oddsmith.path(np.array([[1.0], [1], [-1], [-1]]), [0, 1, 0, 1])
    with pytest.raises(MissingValuesError):
        oddsmith.path("y ~ x", {"y": [0, 1, 1], "x": [1.0, np.nan, 2]})
    with pytest.raises(FormulaError):
        oddsmith.path("y ~ nothing", {"y": [0, 1, 1], "x": [1.0, 3, 2]})
    with pytest.raises(InputError, match="no column but the intercept"):
        oddsmith.path("y ~ 1", {"y": [0, 1, 1], "x": [1.0, 3, 2]})
    with pytest.raises(NotSupportedError, match="for formulas"):
        oddsmith.path(X, Y, missing="drop")
    with pytest.raises(NotSupportedError, match="for arrays"):
        oddsmith.path("y ~ x", {"y": [0, 1, 1], "x": [1.0, 3, 2]}, intercept=False)


def test_predictions_and_lookups():
    data = load("admissions")
    path = oddsmith.path("admit ~ gre + gpa + C(rank)", data, penalties=6)
    fit = path.coefficients.to_numpy()
    design_ = path.asked.data.X.toarray()
    np.testing.assert_allclose(path.decision_function(data), design_ @ fit.T, atol=1e-12)
    p = path.predict_proba(data, offset=np.ones(400))
    np.testing.assert_allclose(np.log(p / (1 - p)), design_ @ fit.T + 1, atol=1e-10)
    assert path.position(path.penalties[3]) == 3
    with pytest.raises(InputError, match="not on the path"):
        path.position(path.penalties[3] * 1.01)
    array = oddsmith.path(X, Y, penalties=3)
    np.testing.assert_allclose(
        array.decision_function(X[:5]),
        np.c_[np.ones(5), X[:5]] @ array.coefficients.to_numpy().T,
        atol=1e-12,
    )
    with pytest.raises(InputError, match="fitted to 6"):
        array.decision_function(X[:, :5])
    assert list(path.table.columns)[:2] == ["C", "nonzero"]
    assert "violation at most" in repr(path)


@pytest.mark.parametrize("labels", [np.arange(60) % 3, np.array(["b", "a", "c"] * 20)])
def test_more_than_two_classes_are_not_taken_for_numbers(labels):
    X = np.random.default_rng(0).standard_normal((60, 2))
    path = oddsmith.path(X, labels, penalties=3)
    assert path.classes == tuple(np.unique(labels))
    table = pd.DataFrame({"y": labels.astype(str), "a": X[:, 0]})
    assert oddsmith.path("y ~ a", table, penalties=3).classes == tuple(
        np.unique(labels.astype(str))
    )
