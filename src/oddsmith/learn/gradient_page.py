"""The page of a gradient check: call, numbers side by side, verdict, faults, notes."""

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from oddsmith.learn.page import shapes, shortened, wrapped

if TYPE_CHECKING:
    from oddsmith.learn.check_gradient import GradientCheck


def page(check: "GradientCheck") -> str:
    """Everything that a learner is told."""
    words = [verdict(check), *faults(check), *notes(check)]
    return "\n\n".join(filter(None, [called(check), table(check), *map(wrapped, words)]))


def called(check: "GradientCheck") -> str:
    given = {name: shape for name, shape in check.shapes.items() if name != "gradient"}
    start = f"{check.call} with {shapes(given.items())}"
    if check.error:
        return f"{start} raised\n  {check.error}"
    return f"{start} returned a gradient of shape {check.shapes['gradient']}"


def table(check: "GradientCheck") -> str:
    """Yours, and the slopes of the loss, number by number; empty where yours has other numbers."""
    if check.yours is None or check.yours.shape != check.right.shape:
        return ""
    own = check.own_loss
    rows = [["", "yours", "slope of the loss"] + ["slope of your loss"] * (own is not None) + [""]]
    for k, name in enumerate(check.names):
        numbers = [check.yours[k], check.slopes[k], *([] if own is None else [own.slopes[k]])]
        mark = "<- differs" if name in check.wrong else ""
        rows.append([name, *(f"{number:.8g}" for number in numbers), mark])
    return shortened(rows, "coefficients")


def verdict(check: "GradientCheck") -> str:
    share = f"relative difference {check.relative_difference:.2g} (limit {check.limit:.2g})"
    if check.ok:
        return f"The gradient is right: {share}."
    where = " at other weights than yours, which are shown; at yours it does not show"
    what = "The gradient is wrong" + where * check.elsewhere
    if check.error:
        what = "There is no gradient: the function raised an error"
    elif check.yours is None or check.yours.shape != check.right.shape:
        what += f": dw needs the shape of w, {check.shapes['w']}"
        what += ", and db is one number" * ("b" in check.shapes)
    else:
        what += f": {share}"
    return f"{what}."


def faults(check: "GradientCheck") -> Iterator[str]:
    """Each fault with what to write instead, or that there is no usual one."""
    if check.ok:
        return
    if check.fault is None:
        yield f"None of the usual faults explains it{differing(check)}."
    elif " or " in check.fault:
        yield f"The table cannot tell which fault it is: {check.fault}."
    yield from (f"Fault: {line}" for line in check.advice)


def differing(check: "GradientCheck") -> str:
    if check.yours is None or check.yours.shape != check.right.shape:
        return ""
    if len(check.wrong) == len(check.names):
        return "; every coefficient differs"
    more = len(check.wrong) - 5
    return f"; these differ: {', '.join(check.wrong[:5])}" + f" and {more} more" * (more > 0)


def notes(check: "GradientCheck") -> Iterator[str]:
    """What else its reader should know."""
    if check.yours is not None and not np.isfinite(check.yours).all():
        yield "It holds NaN or infinity: oddsmith.learn.explain_nan(X, y, w) says where from."
    if check.ok and isfinite(check.limit) and check.relative_difference > check.limit:
        yield (
            "The gradient is nearly zero, so its relative difference says little: each number is "
            "right to within the rounding of its terms."
        )
    yield from shape_note(check)
    yield from loss_note(check)


def shape_note(check: "GradientCheck") -> Iterator[str]:
    """A gradient that NumPy would broadcast against w."""
    w, gradient = check.shapes["w"], check.shapes.get("gradient", ())
    if check.ok and np.broadcast_shapes(w, gradient) != w:
        yield (
            f"Its shape is {gradient}, and w has {w}: w - rate * gradient has "
            f"{np.broadcast_shapes(w, gradient)}. Return gradient.reshape(w.shape)."
        )


def loss_note(check: "GradientCheck") -> Iterator[str]:
    """Whether gradient and returned loss belong together."""
    own = check.own_loss
    if own is None:
        return
    if not isfinite(own.relative_difference):
        yield "Your loss is not finite near here: oddsmith.learn.explain_nan(X, y, w) says why."
        return
    share = f"relative difference {own.relative_difference:.2g}"
    if check.ok and not own.agrees:
        yield f"Your gradient is right, but not that of the loss that you return: {share}."
    elif not check.ok and own.agrees:
        yield (
            f"It is the gradient of the loss that you return ({share}): that is another loss than "
            "the one asked for."
        )
