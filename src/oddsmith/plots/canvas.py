"""Canvas: axes that read on a slide, and what goes on many of them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oddsmith.colours import GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MANY = 2000  # points beyond which a picture shows a part, and says so
LONGEST = 60  # characters of a name that are shown
LABEL, TICK = 13, 11  # sizes of text


def begin(display: Any, ax: Any, size: tuple[float, float] = (7.0, 4.8)) -> "Axes":
    """Where to draw: `ax`, or a new figure's; kept as ``display.ax_`` and ``display.figure_``."""
    if ax is None:
        from matplotlib import pyplot

        ax = pyplot.subplots(figsize=size, layout="constrained")[1]
    display.ax_, display.figure_ = ax, ax.figure
    ax.tick_params(labelsize=TICK)
    ax.spines[["top", "right"]].set_visible(False)
    found: Axes = ax
    return found


def label(ax: "Axes", x: str, y: str, title: str = "") -> None:
    """Names of the axes, and the title."""
    ax.set_xlabel(plain(x, 2 * LONGEST), fontsize=LABEL)
    ax.set_ylabel(plain(y), fontsize=LABEL)
    if title:
        ax.set_title(plain(title, 2 * LONGEST), fontsize=LABEL)


def legend(ax: "Axes", **more: Any) -> None:
    ax.legend(fontsize=TICK, frameon=False, **more)


def plain(text: object, most: int = LONGEST) -> str:
    r"""A text that matplotlib shows as it is, and not over half of the picture.

    A dollar sign would begin a formula, and a label that begins with ``_`` has no legend.

    Examples
    --------
    >>> print(plain("cost in $ and $"), plain("x" * 99)[-3:], len(plain("x" * 99)))
    cost in \$ and \$ xx… 60
    """
    said = " ".join(str(text).split())
    said = said if len(said) <= most else f"{said[: most - 1]}…"
    return ("\u200b" if said.startswith("_") else "") + said.replace("$", r"\$")


def diagonal(ax: "Axes", said: str) -> None:
    """The line y = x."""
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1.2, linestyle=(0, (1, 2)), label=said)


def thin(n: int, most: int = MANY) -> NDArray[np.intp]:
    """Positions of at most so many of n points in order, both ends among them.

    Examples
    --------
    >>> thin(5, 3), thin(2, 3)
    (array([0, 2, 4]), array([0, 1]))
    """
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.intp))


def coverage(level: float) -> str:
    """Such as ``95 %``.

    Examples
    --------
    >>> coverage(0.9)
    '90 %'
    """
    return f"{100 * level:g} %"
