"""check_gradient: whether a gradient written by hand is right, and which usual fault it has.

    slope_j = [F(w + h e_j) - F(w - h e_j)] / 2h
    relative difference = ‖gradient - slope‖ / (‖gradient‖ + ‖slope‖)

It is looked at in two places: at the weights given, where a fault may not show (a penalty does not
at w = 0), and at others where most |X w| are about one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import ArrayLike

from oddsmith.errors import InputError
from oddsmith.learn.answer import Values
from oddsmith.learn.calling import call_of
from oddsmith.learn.diagnosis import Diagnosis
from oddsmith.learn.given import read_given, read_problem
from oddsmith.learn.gradient_page import page
from oddsmith.learn.look import Look, elsewhere, explain
from oddsmith.learn.own_loss import OwnLoss
from oddsmith.neuron import Array


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """A gradient beside the slopes of the loss; prints as a page.

    Coefficients are the p weights, and last b where the function takes it.

    Attributes
    ----------
    ok : bool
        Every number is right, at the weights given and at others.
    relative_difference : float
        From central differences of the loss, columns in units of their size; ``inf`` where the
        function raised or returned other numbers than one for each coefficient.
    limit : float
        What a right gradient stays below: 1e-7, and 1.2e-3 in float32.
    fault : str or None
        The usual fault that explains what was returned; ``"one and another"`` where it takes two,
        ``"one or another"`` where the data cannot tell.  None where it is right, or none explains
        it.
    advice : tuple of str
        A line for each fault.
    yours : ndarray or None
        What was returned: a number for each coefficient, or dw of another shape.
    slopes, right : ndarray of one number for each coefficient
        By central differences, and by the formula.
    wrong : tuple of str
        Names of the coefficients that differ.
    own_loss : OwnLoss or None
        Slopes of the loss that the function returned, if it did.
    error : str
        What the function raised.
    call : str
        How it was called.
    shapes : dict
        Shape of each argument, and of what came back.
    names : tuple of str
        Of the coefficients.
    elsewhere : bool
        The numbers are those at other weights, because at those given none is wrong.
    """

    ok: bool
    relative_difference: float
    limit: float
    fault: str | None
    advice: tuple[str, ...]
    yours: Values | None
    slopes: Array
    right: Array
    wrong: tuple[str, ...]
    own_loss: OwnLoss | None
    error: str
    call: str
    shapes: dict[str, tuple[int, ...]]
    names: tuple[str, ...]
    elsewhere: bool

    def __str__(self) -> str:
        return page(self)


def check_gradient(
    function: Callable[..., Any],
    X: ArrayLike,
    y: ArrayLike,
    w: ArrayLike,
    b: float | None = None,
    *,
    loss: Literal["cross-entropy", "squared-error"] = "cross-entropy",
    reduction: Literal["mean", "sum"] = "mean",
    penalty: float = 0.0,
) -> GradientCheck:
    """Compare a gradient with the slopes of the loss, and name the usual fault that it has.

    Parameters
    ----------
    function : callable
        Takes ``(w, X, y)`` or ``(w, b, X, y)``, in the order that its parameters' names say, and
        that one where they say nothing.  Returns the gradient, or the loss and the gradient; with
        b ``(dw, db)`` or ``(loss, dw, db)``.
    X : array-like of shape (n, p)
        Handed over as it is, of float64 or float32, as are y and w.  With a column of ones where
        the function has a bias but no b.
    y : array-like of shape (n,) or (n, 1)
        0 and 1, or -1 and 1.  With y of shape (1, n) each column of X is an example.
    w : array-like of shape (p,) or (p, 1)
        Weights at which to look.
    b : float, optional
        Bias at which to look, 0 where not given.
    loss : {"cross-entropy", "squared-error"}
        ``-y log(out) - (1 - y) log(1 - out)`` or ``½ (out - y)²``, with ``out = sigmoid(z)``.
    reduction : {"mean", "sum"}
        Over the rows.
    penalty : float
        λ of a penalty ``½ λ ‖w‖²`` beside it; the bias is free, also as a column of ones.

    Raises
    ------
    InputError
        The arguments do not fit together, or what the function returned is no gradient at all.

    Examples
    --------
    >>> import numpy as np
    >>> X, y = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]]), np.array([0.0, 1.0, 1.0])
    >>> def gradient(w, X, y):
    ...     out = 1 / (1 + np.exp(-X @ w))
    ...     return X.T @ (y - out) / len(y)
    >>> check_gradient(gradient, X, y, w=[0.5, 0.0]).fault
    'sign flipped'
    """
    call = call_of(function)
    given = read_given(X, y, w, 0.0 if b is None else b)
    if b is not None and not call.takes_bias:
        raise InputError(
            f"b={b!r}, but {call} takes no bias: leave b out, or give the function a parameter b."
        )
    problem = read_problem(given, loss, reduction, penalty, call.takes_bias)
    looks = [Look(call, problem, at) for at in (given, elsewhere(given, problem))]
    shown = next((one for one in looks if not one.ok), looks[0])
    found = Diagnosis() if shown.ok else explain(call, problem, looks)
    return report(shown, found, shown is not looks[0])


def report(look: Look, found: Diagnosis, elsewhere: bool) -> GradientCheck:
    problem, given, answer = look.problem, look.at, look.answer
    names = (*given.columns, "b")[: len(look.right)]
    returned = None if isinstance(answer, Exception) else answer
    shapes = {"b": ()} | given.shapes if problem.bias else given.shapes
    return GradientCheck(
        ok=look.ok,
        relative_difference=look.relative_difference,
        limit=look.precision.limit,
        fault=found.name,
        advice=tuple(found.describe(problem)),
        yours=look.numbers if look.numbers is not None or returned is None else returned.dw,
        slopes=look.slopes,
        right=look.right,
        wrong=tuple(name for name, wrong in zip(names, look.wrong, strict=True) if wrong),
        own_loss=look.own_loss,
        error=f"{type(answer).__name__}: {answer}" if isinstance(answer, Exception) else "",
        call=str(look.call),
        shapes=shapes if returned is None else shapes | {"gradient": returned.dw.shape},
        names=names,
        elsewhere=elsewhere,
    )
