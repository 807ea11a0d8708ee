"""Problems: seeded, and what they claim to be."""

import json

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks import generators, hard, real
from benchmarks.problem import Factors, Problem
from benchmarks.problems import recipes
from oddsmith import LogisticRegression

MAKERS = {
    "dense": lambda seed: generators.dense(300, 6, seed=seed),
    "classes": lambda seed: generators.dense(300, 6, classes=4, seed=seed),
    "text": lambda seed: generators.text(200, 80, 8, seed=seed),
    "factors": lambda seed: generators.factors(300, [7, 3], 2, seed=seed),
    **{make.__name__: lambda seed, make=make: make(400, 6, seed=seed) for make in hard.HARD},
}


def as_array(problem):
    X = problem.matrix
    return X.toarray() if sp.issparse(X) else X


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_seed_is_a_problem(make):
    one, same, other = make(1), make(1), make(2)
    np.testing.assert_array_equal(as_array(one), as_array(same))
    np.testing.assert_array_equal(one.y, same.y)
    assert one.name == same.name
    assert (as_array(one) != as_array(other)).any()


@pytest.mark.parametrize("full", [False, True])
def test_labels_are_told_apart(full):
    labels = [(recipe.group, recipe.label) for recipe in recipes(full=full)]
    assert len(labels) == len(set(labels)) > 20


def test_the_short_set_is_made_and_holds_every_class():
    names = set()
    for recipe in recipes():
        problem = recipe.make()
        n, p = problem.shape
        assert as_array(problem).shape == (n, p) == (len(problem.y), p)
        assert set(problem.y) == set(range(problem.classes))
        names.add(problem.name)
    assert len(names) == len(recipes())


def test_dense_columns_correlate_and_differ_in_scale():
    X = generators.dense(20_000, 12).X
    R = np.corrcoef(X.T)
    np.testing.assert_allclose(R[np.triu_indices(12, 1)], 0.5, atol=0.03)
    assert ((X.std(axis=0) > 0.095) & (X.std(axis=0) < 10.5)).all()
    assert X.std(axis=0).max() > 5 * X.std(axis=0).min()


def test_correlation_and_scales_are_those_asked_for():
    X = generators.dense(20_000, 8, correlation=0.99, decades=3.0).X
    R = np.corrcoef(X.T)
    np.testing.assert_allclose(R[np.triu_indices(8, 1)], 0.99, atol=1e-3)
    size = X.std(axis=0)
    assert 1e-3 * 0.95 < size.min() < 1e-1
    assert 1e1 < size.max() < 1e3 * 1.05
    plain = generators.dense(20_000, 8, correlation=0.0, decades=0.0)
    np.testing.assert_allclose(np.cov(plain.X.T), np.eye(8), atol=0.05)
    assert plain.name == "dense 20,000 × 8, correlation 0, scales of 10^±0"


def test_raw_predictions_have_the_spread_that_is_said():
    rng = np.random.default_rng(0)
    Z = generators.raw_predictions(rng, rng.standard_normal((500, 4)), 3)
    np.testing.assert_allclose(Z.std(axis=0), 2)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)


def test_classes_are_drawn_with_their_probabilities():
    rng, n = np.random.default_rng(0), 200_000
    logits = np.log([0.2, 0.3, 0.5])
    drawn = generators.draw(rng, np.tile(logits, (n, 1)))
    np.testing.assert_allclose(np.bincount(drawn) / n, [0.2, 0.3, 0.5], atol=0.005)
    two = generators.draw(rng, np.full((n, 1), np.log(3)))
    np.testing.assert_allclose(two.mean(), 0.75, atol=0.005)


def test_text_has_rows_of_length_one_and_as_many_words_as_said():
    X = generators.text(4_000, 1_000, 30).X
    np.testing.assert_allclose(np.sqrt(X.multiply(X).sum(axis=1)), 1)
    np.testing.assert_allclose(X.nnz / 4_000, 30, rtol=0.02)
    counts = np.bincount(X.indices, minlength=1_000)
    assert counts[:10].min() > 5 * counts[-100:].max()


def test_factors_are_the_same_as_codes_csr_and_table():
    problem = generators.factors(50, [4, 3], 2)
    X = problem.X
    dense = X.csr.toarray()
    np.testing.assert_array_equal(dense[:, :2], X.numbers)
    for start, code, levels in ((2, X.codes[0], 4), (6, X.codes[1], 3)):
        np.testing.assert_array_equal(dense[:, start : start + levels], np.eye(levels)[code])
    table = X.table
    assert [len(table[name].cat.categories) for name in ("f0", "f1")] == [4, 3]
    np.testing.assert_array_equal(table["f1"].cat.codes, X.codes[1])
    rows = np.array([3, 1, 4])
    np.testing.assert_array_equal(X[rows].csr.toarray(), dense[rows])


def test_a_plane_leaves_three_rows_in_a_thousand():
    problem = hard.near_separable(2_000, 5, seed=3)
    rng = np.random.default_rng(3)
    X = rng.standard_normal((2_000, 5))
    side = generators.raw_predictions(rng, X)[:, 0] > 0
    np.testing.assert_array_equal(X, problem.X)
    assert (side != problem.y).sum() == 6
    model = LogisticRegression(C=problem.C).fit(problem.X, problem.y)
    assert model.certificate_.gap < 1e-10  # an optimum that exists


def test_rare_events_are_one_in_a_thousand():
    events = hard.rare_events(200_000, 3).y.sum()
    assert abs(events - 200) < 5 * np.sqrt(200)


def test_collinear_columns_repeat_others_but_for_a_millionth():
    X = hard.collinear(2_000, 6).X
    np.testing.assert_allclose((X[:, 3:] - X[:, :3]).std(axis=0), 1e-6, rtol=0.1)
    np.testing.assert_allclose(np.linalg.cond(X), 2e6, rtol=0.2)


def test_one_column_dominates():
    sizes = np.abs(hard.dominating_column(1_000, 5).X).mean(axis=0)
    assert sizes[0] > 1e6 * sizes[1:].max()


def test_rows_are_sorted_by_class():
    y = hard.sorted_by_class(500, 4).y
    assert (np.diff(y) >= 0).all()
    assert 0 < y.mean() < 1


def test_tails_are_heavy():
    X = np.abs(hard.heavy_tailed(10_000, 4).X)
    assert (X.max(axis=0) > 100 * np.median(X, axis=0)).all()


@pytest.mark.parametrize(
    ("make", "shape", "counts"),
    [
        (real.admissions, (400, 5), [273, 127]),
        (real.iris, (150, 4), [50, 50, 50]),
        (real.breast_cancer, (569, 30), [212, 357]),
        (real.digits, (1797, 64), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    ],
)
def test_real_tables(make, shape, counts):
    problem = make()
    assert problem.shape == shape
    assert np.bincount(problem.y).tolist() == counts


def test_mnist_is_read_pixel_by_pixel():
    """The first test image is a seven; its counts by digit are those that are published."""
    problem = real.mnist()
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(problem.y).tolist() == counts
    assert problem.shape == (10_000, 784)
    assert (problem.X.min(), problem.X.max()) == (0, 1)
    seven = problem.X[0].reshape(28, 28)
    assert problem.y[0] == 7
    assert seven[7:9, 6:20].mean() > 0.5 > 0.2 > seven[20:24, 16:24].mean()  # bar on top, stem left
    assert real.mnist(20).name.startswith("MNIST test images, 20 ")


def test_a9a_is_read():
    problem = real.a9a()
    assert problem.shape == (32_561, 123)
    assert int(problem.y.sum()) == 7_841
    first = np.array([3, 11, 14, 19, 39, 42, 55, 64, 67, 73, 75, 76, 80, 83])  # counted from one
    np.testing.assert_array_equal(problem.matrix[0].indices, first - 1)
    assert set(problem.matrix.data) == {1.0}


def test_every_file_of_the_data_has_its_origin():
    origins = json.loads((real.DATA / "origins.json").read_text("utf-8"))
    named = {name.strip() for names in origins for name in names.split(",")}
    assert named == {file.name for file in real.DATA.glob("*.gz")}
    assert all({"origin", "licence", "changes"} <= set(told) for told in origins.values())


def test_a_sample_holds_every_class():
    y = np.zeros(1_000, dtype=int)
    y[-3:] = [1, 2, 2]
    sample = Problem("rare", np.arange(2_000.0).reshape(-1, 2), y).sample(50)
    assert set(sample.y) == {0, 1, 2}
    np.testing.assert_array_equal(sample.y, y[(sample.X[:, 0] / 2).astype(int)])
    assert sample.shape[0] < 100


@pytest.mark.parametrize("X", [np.ones((3, 2)), sp.csr_matrix(np.eye(3, 2))])
def test_what_is_stored_and_a_column_of_ones(X):
    problem = Problem("tiny", X, np.array([0, 1, 1]))
    assert problem.stored == (6 if isinstance(X, np.ndarray) else 2)
    joined = problem.with_ones()
    assert type(joined) is type(X)
    dense = joined if isinstance(joined, np.ndarray) else joined.toarray()
    np.testing.assert_array_equal(dense[:, 2], 1)
    np.testing.assert_array_equal(dense[:, :2], as_array(problem))


def test_stored_numbers_of_factors_are_those_of_their_rows():
    assert (
        Problem("f", Factors(np.ones((4, 2)), [np.zeros(4, int)], [9]), np.arange(4)).stored == 12
    )
