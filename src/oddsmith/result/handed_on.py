"""HandedOn: a fit in the forms that others read."""

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oddsmith.export.scorecard import Scorecard
    from oddsmith.plots.fitted import Plots
    from oddsmith.report.document import Report


class HandedOn:
    """What hands a fit of two or of several classes on."""

    def save(self, path: str | PathLike[str]) -> None:
        """Write the fit as JSON; `oddsmith.load` reads it again."""
        from oddsmith.export.json_model import save

        save(self, path)  # type: ignore[arg-type]

    def report(
        self,
        path: str | PathLike[str] | None = None,
        data: Any = None,
        *,
        json: str | PathLike[str] | None = None,
        level: float = 0.95,
        seed: int = 0,
        replicates: int | None = None,
        title: str = "",
    ) -> "Report":
        """A page that a colleague can read: data, model, effects, fit, diagnostics, provenance.

        Parameters
        ----------
        path, json : path, optional
            Where to write the page, which asks the network for nothing, and its facts as JSON.
        data : table, optional
            The table of the fit, which counts its missing values and gives a fit from a file its
            rows back; or other rows to judge the fit on.
        level : float
            Coverage of intervals.
        seed : int
            Of the resamples that correct for optimism.
        replicates : int, optional
            How many of them; 200, or none for very many rows, where not given.
        title : str
            The page's heading.

        Returns
        -------
        Report
            ``.data`` are the facts, ``.html()`` the page.
        """
        from oddsmith.report.document import write_report

        return write_report(
            self,  # type: ignore[arg-type]
            path,
            data,
            json=json,
            level=level,
            seed=seed,
            replicates=replicates,
            title=title,
        )

    @property
    def plot(self) -> "Plots":
        """Its pictures, each a method: ``fit.plot.forest()``, ``fit.plot.effect("gpa")``."""
        from oddsmith.plots.fitted import Plots

        return Plots(self)

    def export(
        self, target: str, path: str | PathLike[str] | None = None, **options: Any
    ) -> str | bytes | None:
        """The fit in a form that others read or run.

        Parameters
        ----------
        target : {"card", "javascript", "json", "latex", "markdown", "onnx", "python", \
"scorecard", "sql"}
            What each is, and its options, says `docs/exporting.md`.
        path : str or Path, optional
            Write a file, which is whole or not there.
        **options
            What the target takes, such as ``table="applicants"`` for SQL.

        Returns
        -------
        str or bytes
            None where it was written to `path`.

        Raises
        ------
        InputError
            An unknown target or option, or a path that cannot be written.
        NotSupportedError
            The target cannot express what the model holds, which is named.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + C(rank)", load("admissions"))
        >>> print(fit.export("sql", table="applicants").splitlines()[-1])
        FROM "applicants"
        """
        from oddsmith.export.targets import export

        return export(self, target, path, **options)

    def card(
        self,
        data: Any = None,
        group: str | None = None,
        *,
        intended_use: str | None = None,
        limits: str | Sequence[str] = (),
        threshold: float = 0.5,
    ) -> str:
        """A model card in Markdown: intended use, data, performance, rates by group, limits.

        Parameters
        ----------
        data : table, optional
            Rows with the response, on which performance is measured; those of the fit where not
            given.
        group : str, optional
            A column of them, by whose values rates and calibration are given; groups with few
            events are marked.
        intended_use : str, optional
            What the model is for; only its maker knows.
        limits : str or list of str
            What else a user must know.
        threshold : float
            Probability from which a row counts as chosen, in the rates by group.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + gpa", load("admissions"))
        >>> print(fit.card(load("admissions"), group="rank")[:26])
        # Model card: P(admit = 1)
        """
        from oddsmith.export.card.page import to_card

        return to_card(
            self,  # type: ignore[arg-type]
            data,
            group,
            intended_use,
            limits,
            threshold,
        )

    def scorecard(self, data: Any = None, **options: Any) -> "Scorecard":
        """The fit of two classes as points that are added up by hand.

        Parameters
        ----------
        data : table, optional
            Rows with the response, for the bins and the cost of rounding; those of the fit where
            not given.
        **options
            ``bins, pdo, base_score, base_odds, decimals``: see
            `oddsmith.export.scorecard.make_scorecard`.

        Examples
        --------
        >>> import oddsmith
        >>> from oddsmith.datasets import load
        >>> fit = oddsmith.fit("admit ~ gre + C(rank)", load("admissions"))
        >>> fit.scorecard(bins={"gre": [500, 650]}).cost.round(4)
                      log_loss   brier     auc
        model           0.5807  0.1978  0.6764
        exact points    0.5816  0.1982  0.6790
        scorecard       0.5816  0.1982  0.6790
        """
        from oddsmith.export.scorecard import make_scorecard

        return make_scorecard(self, data, **options)  # type: ignore[arg-type]
