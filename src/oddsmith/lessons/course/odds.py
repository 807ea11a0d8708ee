"""Lesson 9. What the numbers mean: odds, log-odds, probability, and how sure a weight is.

odds = p / (1 - p)      z = log(odds)      p = sigmoid(z)      odds ratio = exp(w)
standard error = √ diagonal of (Xᵀ diag(p (1 - p)) X)⁻¹        interval = w ± 1.96 errors
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

import oddsmith
from oddsmith.datasets import load
from oddsmith.design import Dense
from oddsmith.learn import explain
from oddsmith.lessons.course.odds_exercises import EXERCISES
from oddsmith.lessons.figure import Figure
from oddsmith.lessons.figures.base_rates import one_more_from_each
from oddsmith.lessons.figures.resampling import Resampled, resampling
from oddsmith.lessons.parts import Cell, Heading, Part, Text
from oddsmith.neuron import Array, forward, sigmoid
from oddsmith.result import Fit

__all__ = ["EXERCISES", "parts"]

TABLE = load("admissions").assign(gre=lambda table: table["gre"] / 100)  # 400 applicants
X, y = TABLE[["gre", "gpa"]].to_numpy(), TABLE["admit"].to_numpy()  # (400, 2) and (400,)


def three_scales() -> None:
    """One number on three scales."""
    for p in (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99):
        odds = p / (1 - p)
        z = np.log(odds)
        print(f"probability {p:4}   odds {odds:7.3f}   log-odds {z:6.3f}   back {sigmoid(z):.2f}")


def fitted(formula: str = "admit ~ gre + gpa") -> Fit:
    """The fit of the whole table; two classes make it a Fit."""
    fit = oddsmith.fit(formula, TABLE)
    assert isinstance(fit, Fit)
    return fit


def as_neuron(fit: Fit) -> tuple[Array, float]:
    """Weights and bias: the intercept comes first among the coefficients."""
    b, *w = fit.params.tolist()
    return np.array(w), b


def a_neuron() -> None:
    """The fit's coefficients are a neuron's weights and bias."""
    fit = fitted()
    w, b = as_neuron(fit)
    z, out = forward(X, w, b)
    print("w =", w.round(4), " b =", round(b, 4))
    print(f"largest difference from fit.predict: {np.abs(out - fit.predict(TABLE)).max():.0e}")
    print("first applicant:", X[0], " log-odds", z[0].round(3), " probability", out[0].round(3))


def one_more() -> None:
    """One more point of gpa, for the applicants with the lowest, middle and highest output."""
    w, b = as_neuron(fitted())
    order = np.argsort(forward(X, w, b)[1])
    for i in order[[0, 200, 399]]:
        (z0, p0), (z1, p1) = (forward(x, w, b) for x in (X[i], X[i] + [0, 1]))
        ratio = (p1 / (1 - p1)) / (p0 / (1 - p0))
        print(
            f"log-odds {z0:6.3f} -> {z1:6.3f}   odds times {ratio:.3f}   "
            f"probability {p0:.3f} -> {p1:.3f}, times {p1 / p0:.3f}"
        )


def explained() -> None:
    """The same from the package, at four base rates: one of them is the table's own."""
    print(explain(fitted(), "gpa", base_rates=(0.05, y.mean(), 0.5, 0.95)))


def company() -> None:
    """The weight of gpa depends on what else the model holds."""
    for formula in ("admit ~ gpa", "admit ~ gpa + gre", "admit ~ gpa + gre + C(rank)"):
        print(f"{formula:28} weight of gpa {fitted(formula).params['gpa']:.4f}")


def by_formula() -> None:
    """Standard errors from the curvature pass, and an interval."""
    fit = fitted()
    design = Dense(np.column_stack([np.ones(400), X]))  # (400, 3)
    p = sigmoid(design.forward(fit.params.to_numpy()))
    H = design.curvature(p * (1 - p))  # (3, 400) @ (400, 400) @ (400, 3) -> (3, 3)
    errors = np.sqrt(np.diag(np.linalg.inv(H)))
    print("errors, by hand ", errors.round(6))
    print("errors, fit.bse ", fit.bse.to_numpy().round(6))
    print("95 % interval   ", (fit.params["gpa"] + ndtri([0.025, 0.975]) * errors[2]).round(4))
    print("fit.conf_int()  ", fit.conf_int().loc["gpa"].to_numpy().round(4))


def resampled(count: int) -> tuple[NDArray[np.int64], Array]:
    """Draw 400 of the 400 rows, with replacement, and fit again: rows and coefficients."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(400, size=(count, 400))
    fits = [oddsmith.fit("admit ~ gre + gpa", TABLE.iloc[rows]).params for rows in drawn]
    return drawn, np.array(fits)


def by_resampling() -> None:
    """The spread of 500 fits beside the formula, for the weight and for the odds ratio."""
    w = resampled(500)[1][:, 2]
    fit = fitted()
    drawn, formula = np.quantile(w, [0.025, 0.975]), fit.conf_int().loc["gpa"].to_numpy()
    print(f"spread         formula {fit.bse['gpa']:.4f}          resampling {w.std(ddof=1):.4f}")
    for name, change in (("weight of gpa", np.asarray), ("odds ratio", np.exp)):
        print(f"{name:14} formula {change(formula).round(3)}", end="   ")
        print(f"resampling {change(drawn).round(3)}")


def drawn_tables(fit: Fit) -> Figure:
    """The fits of 500 drawn tables, one after the other."""
    drawn, fits = resampled(500)
    return resampling(
        Resampled(
            X,
            y,
            names=("gre", "gpa"),
            classes=("not admitted", "admitted"),
            weights=np.vstack([fit.params, fits]),
            rows=np.vstack([np.arange(len(y)), drawn]),
            error=float(fit.bse["gpa"]),
            interval=fit.conf_int().loc["gpa"].to_numpy(),
        )
    )


def parts() -> Sequence[Part]:
    """The lesson, in order."""
    fit = fitted()
    ratio = np.exp(fit.params["gpa"])
    return [
        Text(
            """A probability lives between 0 and 1, and a weighted sum anywhere. What lies between
            them are the odds, `p / (1 - p)`: how often yes comes for each no. Their logarithm, the
            log-odds, can be any number, and the sigmoid is the way back. So the sum `z` of a neuron
            is a log-odds, and `out` the probability that belongs to it."""
        ),
        Cell(three_scales),
        Text(
            """Certainty is out of reach on the right-hand scale: each further nine of a probability
            is a step of about the same length, for ever. An even chance is odds of 1, log-odds
            of 0."""
        ),
        Heading("A fit is a neuron"),
        Text(
            f"""Now a real table: {len(y)} applicants to a graduate school, their test score `gre`,
            here in hundreds, their grades `gpa` from 0 to 4, and whether they were admitted;
            {y.mean():.1%} were. `oddsmith.fit` finds the weights that gradient descent would reach
            after very many epochs with cross-entropy. They are a neuron's."""
        ),
        Cell(a_neuron),
        Text(
            f"""The intercept is the bias: the log-odds of an applicant whose columns are all 0. No
            applicant has a gre of 0 (the lowest is {X[:, 0].min() * 100:.0f}), so by itself it says
            nothing about anyone."""
        ),
        Heading("What a weight says"),
        Text(
            """A weight is how far the log-odds move when its column grows by 1 and the others stay.
            Adding to log-odds is multiplying odds, by `exp(w)`: the odds ratio. It is the same for
            everyone. The change of the probability is not, because the sigmoid is steep in its
            middle and flat at its ends."""
        ),
        Cell(one_more),
        Text(
            f"""Odds times {ratio:.2f} is not a probability times {ratio:.2f}. The two are close
            only where the probability is small. So an odds ratio needs a base rate beside it, the
            probability before, and `explain` puts several."""
        ),
        Cell(explained),
        Text(
            """Play it: the base rate goes from nearly never to nearly always. On the log-odds the
            step is always the same; the arithmetic below goes there and back."""
        ),
        one_more_from_each(fit, "gpa"),
        Text(
            """Two cautions. A whole point of gpa is a long step for a column that hardly spans two;
            `explain(fit, "gpa", by=0.1)` asks for a shorter one. And "the others as they are" means
            those that the model holds: with other company a weight has another meaning, and another
            value."""
        ),
        Cell(company),
        Heading("How sure is it? By formula"),
        Text(
            """Another 400 applicants would give other weights. How far they would be from these,
            the loss itself tells: where it is strongly curved, a weight cannot move far without the
            loss rising. The curvature pass, `X.T @ diag(p·(1 - p)) @ X`, is the curvature of the
            summed loss; the roots of the diagonal of its inverse are the standard errors, and 1.96
            of them to either side an interval that holds the true weight in 95 of 100 such tables,
            if the model is right and the table large."""
        ),
        Cell(by_formula),
        Heading("How sure is it? By resampling"),
        Text(
            """The same can be had without the formula. Take the table for the world: draw 400 rows
            from it, with replacement, so that some come twice and some not at all, and fit again.
            The spread of many such weights is the standard error, and the middle 95 % of them an
            interval."""
        ),
        Cell(by_resampling),
        Text(
            """Play the fits one after the other. The line over the data swings, the histogram fills
            under the formula's curve, and each point over the loss, which is that of the whole
            table, is one fit: they spread where the loss is flat. That is the formula again: the
            flatter, the farther."""
        ),
        drawn_tables(fit),
        Text(
            """Two roads, nearly one answer. The resampled ends are themselves drawn at random, and
            need not lie evenly about the weight; the formula's come at once, from one pass. The
            interval of an odds ratio is that of the weight with `exp` at both ends, which is why it
            reaches farther up than down."""
        ),
    ]
