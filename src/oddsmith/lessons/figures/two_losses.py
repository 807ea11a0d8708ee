"""Two losses over the same table: one is convex, the other bends down somewhere.

    H = Xᵀ diag(d) X / n,    d_i = ∂²ℓ/∂z²        vᵀ H v < 0: the mean loss bends down along v

Where every row is called 1, and with confidence, the squared error bends down along the bias
as soon as one row is 0: its d tends to -q there, with q = 1 - out, that of the others to 2 q².
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from oddsmith.lessons.figure import Figure
from oddsmith.lessons.landscape import Plane, bends, objective_of
from oddsmith.lessons.panels import Panel, curves, relief
from oddsmith.losses import CrossEntropy, SquaredError, row_curvature
from oddsmith.neuron import Array
from oddsmith.neuron.checks import as_inputs, as_targets
from oddsmith.objective import Objective

BIASES = np.linspace(-6.0, 6.0, 241)
FAR = 8.0  # |z| at the edge of a picture


@dataclass(frozen=True, eq=False)
class TwoLosses:
    """Both mean losses of a table, and where the squared error bends down.

    Attributes
    ----------
    squared, cross_entropy : Objective
        As functions of w and b in a row, (p + 1,).
    at : ndarray of shape (p + 1,)
        Weights 0, and the bias at which the squared error bends down most.
    along : ndarray of shape (p + 1,)
        The direction in which it does, of length 1.
    curvature : float
        Of the squared error there: below 0.
    other : float
        Of the cross-entropy, at the same point in the same direction.
    """

    squared: Objective
    cross_entropy: Objective
    at: Array
    along: Array
    curvature: float
    other: float

    def __str__(self) -> str:
        return (
            f"at w = {short(self.at[:-1])}, b = {self.at[-1]:.2f}, "
            f"along v = {short(self.along[:-1])}, {self.along[-1]:.3f}\n"
            f"squared error   v'Hv = {self.curvature:.4f}\n"
            f"cross-entropy   v'Hv = {self.other:.4f}"
        )

    def _repr_html_(self) -> str:
        from oddsmith.lessons.page import inset, page
        from oddsmith.lessons.parts import Text

        figure = self.figure()
        return inset(page(figure.title, [Text(str(self)), figure]), figure.title)

    @property
    def plane(self) -> Plane:
        """The plane of the bias and of the weights' direction."""
        weights = self.along.copy()
        weights[-1] = 0.0
        across = weights / (largest(weights) or 1.0)
        bias = np.append(np.zeros(len(across) - 1), 1.0)
        return Plane(np.zeros(len(across)), across, bias, (name_of(across[:-1]), "b"))

    def figure(self) -> Figure:
        """Both surfaces side by side, and both losses along the direction."""
        reach = self.squared.reach(self.plane.across)
        s, t = (-FAR / reach, FAR / reach), (-FAR, FAR)
        losses = {"Squared error": self.squared, "Cross-entropy": self.cross_entropy}
        surfaces = [
            relief(loss, self.plane, s, t, self.at, self.along, title=title)
            for title, loss in losses.items()
        ]
        cuts = [self.cut(loss, title) for title, loss in losses.items()]
        return Figure("Two losses over the same table", (*surfaces, *cuts))

    def cut(self, loss: Objective, title: str) -> Panel:
        """A loss along the direction, with the parabola of its value, slope and curvature."""
        reach = FAR / 2 / self.squared.reach(self.along)
        steps = np.linspace(-reach, reach, 81)
        here, gradient, hessian = bends(loss, self.at)
        slope, bend = gradient @ self.along, self.along @ hessian @ self.along
        series = {
            "the loss": np.array([loss(self.at + k * self.along, order=0).value for k in steps]),
            "its parabola at 0": here + slope * steps + bend * steps**2 / 2,
        }
        alt = (
            f"{title} along the direction, and the parabola with its value {here:.4f}, its "
            f"slope {slope:.4f} and its curvature {bend:.4f} at the point."
        )
        way = "steps along v from the point"
        name = f"{title} along the way"
        return curves(steps, series, x_name=way, y_name="mean loss", title=name, alt=alt)


def compare_losses(X: ArrayLike, y: ArrayLike) -> TwoLosses:
    """Both losses of a table with a bias, and a point where the squared error is not convex.

    Parameters
    ----------
    X : array-like of shape (n, p)
    y : array-like of shape (n,)
        0 and 1.

    Raises
    ------
    InputError
        A table or targets that cannot be used.

    Examples
    --------
    >>> found = compare_losses([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    >>> found.at, round(found.curvature, 4), round(found.other, 4)
    (array([0. , 0. , 2.1]), -0.0445, 0.1389)
    """
    table = as_inputs(X)
    targets = as_targets(y, len(table))
    squared, other = (objective_of(table, targets, loss) for loss in ("squared", "cross-entropy"))
    places = np.zeros((len(BIASES), table.shape[1] + 1))
    places[:, -1] = BIASES
    found = [np.linalg.eigh(bends(squared, w)[2]) for w in places]
    k = int(np.argmin([bend.eigenvalues[0] for bend in found]))
    along = found[k].eigenvectors[:, 0]
    along *= np.sign(along[-1]) or 1.0
    value = float(found[k].eigenvalues[0])
    convex = float(along @ bends(other, places[k])[2] @ along)
    return TwoLosses(squared, other, places[k], along, value, convex)


def row_bends(name: str, loss: SquaredError | CrossEntropy) -> Panel:
    """The curvature of one row's loss in z, for both targets."""
    z = np.linspace(-8.0, 8.0, 161)
    series: dict[str, Array] = {}
    for y in (0, 1):
        d = row_curvature(loss, z, np.full(len(z), float(y)))
        series[f"y = {y}"] = np.asarray(d, dtype=np.float64)
    lowest = min(float(d.min()) for d in series.values())
    return curves(
        z,
        series,
        x_name="z",
        y_name="d",
        title=f"d of the {name} error" if name == "squared" else "d of the cross-entropy",
        alt=f"The curvature d of the {name} loss of one row by z; the lowest is {lowest:.4f}.",
    )


def largest(values: Array) -> float:
    """The value of largest size, with its sign."""
    return float(values[np.argmax(np.abs(values))])


def short(values: Array) -> str:
    return f"[{', '.join(f'{value:.3f}' for value in values)}]"


def name_of(across: Array) -> str:
    """What to call a direction of the weights.

    Examples
    --------
    >>> name_of(np.array([1.0, 1.0])), name_of(np.array([1.0, -0.5])), name_of(np.array([1.0]))
    ('w1 = w2', 'w along (1, -0.5)', 'w1')
    """
    if len(across) == 1 or np.abs(across - 1).max() < 1e-6:
        return " = ".join(f"w{j}" for j in range(1, len(across) + 1))
    return f"w along ({', '.join(f'{value:.2g}' for value in across)})"
