"""Cross-validation of a path of several classes: folds as for two, judged by two scores.

deviance   2 Σ c ℓ(z, y) / Σ c
error      Σ c [argmax_k z_k ≠ y] / Σ c
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.losses import Multinomial
from oddsmith.paths.cross import Fold, PathCV, folds_of, pooled, weights_of
from oddsmith.paths.run import require_start, track_of
from oddsmith.threads import in_order, one_blas_thread

if TYPE_CHECKING:
    from oddsmith.paths.several import ClassesPath

SCORES = ("deviance", "error")


@one_blas_thread()
def cross_validate_classes(
    path: "ClassesPath", cv: Any, scoring: str, watch: Callable[[str], None] | None
) -> PathCV:
    """Score the path's penalties on rows held out, fold by fold, on our own threads.

    Raises
    ------
    NotSupportedError
        A score of two classes.
    """
    if scoring not in SCORES:
        raise NotSupportedError(
            f"scoring={scoring!r} on a path of {len(path.classes)} classes: 'deviance' or 'error'. "
            "LogisticRegressionCV takes any scorer of scikit-learn."
        )
    folds = folds_of(path.asked, cv)
    scores = []
    for done, found in enumerate(in_order(partial(one_fold, path, scoring), folds), start=1):
        scores.append(found)
        if watch is not None:
            watch(f"fold {done} of {len(folds)}: {len(path)} penalties")
    values = np.array(scores)
    mean, error = pooled(
        values, np.array([weights_of(path.asked, test).sum() for _, test in folds])
    )
    return PathCV(path, scoring, values, mean, error, greater_is_better=False)


def one_fold(path: "ClassesPath", scoring: str, fold: Fold) -> Array:
    """Scores of one fold at every penalty: (m,)."""
    train, test = fold
    held, c = path.asked.data.rows(test), weights_of(path.asked, test)
    codes = held.y.astype(np.intp)
    loss = Multinomial(np.eye(len(path.classes)))
    found = []
    for w in coefficients_of(path, train):
        z = held.X.forward(w)
        z = z if held.offset is None else z + held.offset
        each = (
            2 * loss.at(z, codes, order=0).value if scoring == "deviance" else z.argmax(1) != codes
        )
        found.append(float(c @ each / c.sum()))
    return np.array(found)


def coefficients_of(path: "ClassesPath", train: Any) -> list[Array]:
    """Coefficients of these rows at the path's penalties, (p, K) each, as columns were given."""
    asked = path.asked.rows(train)
    lacking = set(range(len(path.classes))) - set(np.unique(asked.data.y).astype(int).tolist())
    if lacking:
        names = ", ".join(repr(path.classes[k]) for k in sorted(lacking))
        raise InputError(
            f"the training rows of a fold hold no row of {names}, whose coefficients cannot be "
            "learned there: use stratified folds (a count), or fewer of them."
        )
    track = track_of(asked, path.wanted, path.tol, tell=False)
    require_start(track)
    points, ending = track.walk(path.penalties, to_end=True)
    if len(points) < len(path):
        raise InputError(f"in a fold: {ending} Choose larger penalties for cross-validation.")
    return [track.units.coordinates.to_raw(point.w) for point in points]
