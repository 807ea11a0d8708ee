"""path: the front door to regularisation paths.

    minimise   Σ c_i ℓ(z_i, y_i) / Σ c_i  +  λ Σ_j f_j [r |s_j w_j| + ½ (1 - r) (s_j w_j)²]

for many λ at once; the intercept is free.
"""

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Literal

import numpy as np

from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.memory import memory_told
from oddsmith.options import is_number, require_one_of
from oddsmith.paths.progress import watcher
from oddsmith.paths.question import Asked, read_wanted
from oddsmith.paths.read import read_arrays, read_formula
from oddsmith.paths.result import Path, path_of
from oddsmith.paths.run import Track, require_start, say_ending, track_of
from oddsmith.paths.several import ClassesPath, check_several, classes_path_of
from oddsmith.paths.strengths import read_count, read_smallest, read_values, spaced
from oddsmith.threads import one_blas_thread


@one_blas_thread()
@memory_told
def path(
    formula_or_X: Any,
    data_or_y: Any,
    *,
    l1_ratio: float = 1.0,
    penalties: Any = 100,
    smallest: float | None = None,
    penalty_factor: Any = None,
    bounds: Any = None,
    scale: Literal["glmnet", "scikit-learn"] = "glmnet",
    standardize: bool | None = None,
    grouped: bool = False,
    intercept: bool = True,
    event: Any = None,
    weights: Any = None,
    offset: Any = None,
    missing: Literal["raise", "drop"] = "raise",
    context: Mapping[str, Any] | None = None,
    tol: float = 1e-8,
    screening: bool = True,
    progress: bool | Callable[[str], None] = False,
) -> Path | ClassesPath:
    """Fit a whole regularisation path: L1, elastic net or L2, of two classes or more.

    Parameters
    ----------
    formula_or_X, data_or_y
        A formula and a table, as for `oddsmith.fit`; or X (n, p), an array, sparse matrix or table
        of numbers, and labels y (n,).
    l1_ratio : float
        Share of L1 in the penalty, from 0 (ridge) to 1 (lasso).
    penalties : int or array-like
        How many values, from the one that empties the model down; or the values, on `scale`.  Zero,
        as the last, is maximum likelihood.
    smallest : float, optional
        The last value as a share of the first; 1e-4, or 1e-2 for more columns than rows.
    penalty_factor : dict or array-like, optional
        Multiplies the penalty of each column, by name or position: 0 leaves it free, infinity
        leaves it out.
    bounds : dict or array-like of pairs (low, high), optional
        Where coefficients may lie, by name or position.
    scale : {"glmnet", "scikit-learn"}
        What the numbers mean.  As glmnet's lambda: on the mean loss, factors rescaled to a mean of
        one, and columns standardised; as scikit-learn's C: on the sum of losses, factors and
        columns as they are.
    standardize : bool, optional
        Whether the penalty is that of columns divided by their standard deviation; coefficients are
        for the columns as given in any case.  As `scale` has it, where not given.
    grouped : bool
        Of several classes: whether a column's coefficients are penalised by their common length,
        and so are zero together or not at all.
    intercept : bool
        With arrays: whether to add one.  A formula says it by ``0 +``.
    event, weights, offset, missing, context
        As for `oddsmith.fit`; with arrays, `weights` and `offset` are arrays of shape (n,).
    tol : float
        Largest violation of the optimality condition of the mean objective, columns in units of
        their deviation; never more than 1e-3 of the penalty.
    screening : bool
        Whether columns that are proven zero are left unread; without, all are worked with.
    progress : bool or callable
        Tell of every point, on standard error or to a function of one line.

    Returns
    -------
    Path, or ClassesPath
        The second for a response of more than two levels without `event`.

    Raises
    ------
    InputError
        Bad data or arguments, with what was seen and what to do.

    Warns
    -----
    SeparationWarning
        The path ends early, where the classes are all but separated.
    NotConvergedWarning
        The path ends early, at a value whose optimum was not reached.
    AliasedWarning
        Columns that are the same in all rows.

    Notes
    -----
    Friedman, Hastie and Tibshirani 2010, *Journal of Statistical Software* 33, for the path and its
    parametrisation.  Points are found by a proximal Newton method with exact steps, on the columns
    that a strong rule lets in and that bounds do not prove zero: see `oddsmith.solvers.path`.

    Examples
    --------
    >>> import oddsmith
    >>> from oddsmith.datasets import load
    >>> path = oddsmith.path("admit ~ gre + gpa + C(rank)", load("admissions"), penalties=5)
    >>> path.n_nonzero.tolist()
    [0, 5, 5, 5, 5]
    >>> bool(path.violations.max() < 1e-8)
    True
    """
    require_one_of("scale", scale, ("glmnet", "scikit-learn"))
    if not (is_number(tol) and 0 < tol < inf):
        raise InputError(f"tol={tol!r}: the largest violation allowed is a number above zero.")
    if not isinstance(screening, bool | np.bool_):
        raise InputError(f"screening={screening!r}: True or False.")
    asked = read(
        formula_or_X,
        data_or_y,
        intercept=intercept,
        event=event,
        weights=weights,
        offset=offset,
        missing=missing,
        context=context,
    )
    several = asked.response.kind == "classes"
    if not isinstance(grouped, bool | np.bool_) or (grouped and not several):
        raise InputError(
            f"grouped={grouped!r}: True or False, whether a column's coefficients for several "
            "classes are zero together; y has two classes, and one coefficient for each column."
            if not several
            else f"grouped={grouped!r}: True or False."
        )
    theirs = scale == "glmnet"
    standardize = theirs if standardize is None else standardize
    wanted = read_wanted(
        asked.names,
        l1_ratio,
        penalty_factor,
        bounds,
        standardize,
        rescale=theirs,
        grouped=several and bool(grouped),
    )
    track = track_of(asked, wanted, tol, screening=screening)
    require_start(track)
    strengths = strengths_of(track, penalties, smallest, scale)
    if several:
        check_several(asked, wanted, strengths)
    points, ending = track.walk(strengths, watcher(progress, len(strengths)))
    if not points:
        raise InputError(ending)
    say_ending(ending)
    found_of = classes_path_of if several else path_of
    return found_of(track, points, ending, tol)


def read(
    formula_or_X: Any,
    data_or_y: Any,
    *,
    intercept: bool,
    event: Any,
    weights: Any,
    offset: Any,
    missing: Literal["raise", "drop"],
    context: Mapping[str, Any] | None,
) -> Asked:
    """The rows, from either kind of input."""
    if not isinstance(formula_or_X, str):
        given = {"context": context is not None, "missing='drop'": missing == "drop"}
        refuse(given, "are for formulas, and X is given as numbers: leave out rows yourself")
        return read_arrays(
            formula_or_X,
            data_or_y,
            event=event,
            weights=weights,
            offset=offset,
            intercept=intercept,
        )
    refuse({"intercept=False": not intercept}, "is for arrays: write '0 +' into the formula")
    asked = read_formula(
        formula_or_X,
        data_or_y,
        event=event,
        weights=weights,
        offset=offset,
        missing=missing,
        context=context,
    )
    if not asked.names:
        raise InputError(f"{formula_or_X!r} has no column but the intercept: there is no path.")
    return asked


def refuse(given: dict[str, bool], why: str) -> None:
    names = [name for name, there in given.items() if there]
    if names:
        raise NotSupportedError(f"{' and '.join(names)} {why}.")


def strengths_of(track: Track, penalties: Any, smallest: float | None, scale: str) -> Array:
    """The values of λ, from the largest down."""
    count = read_count(penalties)
    n, p = len(track.asked.data.y), len(track.asked.names)
    share = read_smallest(smallest, count, n, p)
    if count is None:
        return read_values(penalties, scale, track.asked.data.whole.total_weight)
    if not track.largest > 0:
        raise InputError(
            "no penalised column is correlated with y at all, so every penalty gives the empty "
            "model: give penalties=[…] if you want those."
        )
    return spaced(track.largest, count, share)
