"""scikit-learn's own tests of logistic regression, run against our classes in place of theirs.

The tests are those of the scikit-learn that is installed.  They run in a process of their own, in
which this file, as a script, first puts our two classes where theirs are imported from.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sklearn
import sklearn.linear_model
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.fixes import parse_version

from oddsmith.estimator.arguments import THEIRS
from oddsmith.estimator.cross_validated import LogisticRegressionCV
from oddsmith.estimator.logistic import LogisticRegression

SUITE = "sklearn.linear_model.tests.test_logistic"

LEFT_OUT = {
    "test_max_iter": "asks for the text of each solver's warning; the rest is asked below",
    "test_newton_cholesky_fallback_to_lbfgs": "asks for the warning of a fallback not needed here",
    "test_liblinear_dual_random_state": "wants other digits from other random states; here every "
    "fit is deterministic",
    "test_logistic_cv_multinomial_score": "hands get_params() to the private _log_reg_scoring_path",
    "test_logistic_regression_callback_support": "callbacks count the iterations of L-BFGS",
    "test_logistic_regression_callback_fitted_estimator": "the same",
    "test_logistic_regression_callback_support_warning": "the same",
}
SKIPPED = ("array_api", "test_max_iter")  # no array API without SCIPY_ARRAY_API; one by the suite


class Swap:
    """A plugin of pytest: our classes for theirs before a test is imported, and what came of each.

    Outcomes are by the test's name; text only of what failed.
    """

    def __init__(self):
        self.outcomes, self.texts = {}, {}

    def pytest_configure(self):
        sklearn.linear_model.LogisticRegression = LogisticRegression
        sklearn.linear_model.LogisticRegressionCV = LogisticRegressionCV

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.split("::", 1)[-1].removeprefix("::")
        if report.when == "call" or not report.passed:
            self.outcomes[name] = report.outcome
        if report.failed:
            self.texts[name] = report.longreprtext


def main(to):
    """Run the suite in this process; write what came of each test to a file."""
    swap = Swap()
    here = ["-c", str(Path(to).with_name("pytest.ini")), "-p", "no:cacheprovider", "-q"]
    pytest.main([*here, "--pyargs", SUITE], plugins=[swap])
    Path(to).write_text(json.dumps([swap.outcomes, swap.texts]), encoding="utf-8")


def run_suite(folder):
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    unwanted = ("PYTEST", "SKLEARN", "SCIPY_ARRAY_API")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}
    to = folder / "outcomes.json"
    done = subprocess.run(
        [sys.executable, __file__, str(to)], cwd=folder, env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(to.read_text(encoding="utf-8")), done.stdout.decode()


def function(name):
    return name.split("[")[0]


@pytest.mark.skipif(
    parse_version(sklearn.__version__) < parse_version("1.9"),
    reason="the classes keep to the interface, and its tests, of 1.9",
)
def test_scikit_learns_tests_pass_with_our_classes(tmp_path):
    (outcomes, texts), said = run_suite(tmp_path)
    ran = {name for name, outcome in outcomes.items() if outcome != "skipped"}
    assert len(ran) > 250, said
    assert all(any(word in name for word in SKIPPED) for name in outcomes.keys() - ran)
    failed = [name for name in ran if outcomes[name] == "failed"]
    unlisted = [name for name in failed if function(name) not in LEFT_OUT]
    assert not unlisted, "\n\n".join(f"{name}\n{texts[name]}" for name in unlisted)
    passed = [name for name in ran.difference(failed) if function(name) in LEFT_OUT]
    assert not passed, "these pass now: take them off the list"
    assert {function(name) for name in failed} == set(LEFT_OUT), "some are no longer there"


@pytest.mark.parametrize("solver", sorted(THEIRS))
@pytest.mark.parametrize("max_iter", [1, 2, 3, 4])
def test_max_iter_is_the_number_of_steps(solver, max_iter):
    X, y = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=max_iter, tol=1e-15, solver=solver)
    with pytest.warns(ConvergenceWarning):
        model.fit(X, y == 1)
    assert model.n_iter_.tolist() == [max_iter]


if __name__ == "__main__":
    main(sys.argv[1])
