"""HandedOn: a fit in the forms that others read."""

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oddsmith.export.scorecard import Scorecard


class HandedOn:
    """What hands a fit of two or of several classes on."""

    def save(self, path: str | PathLike[str]) -> None:
        """Write the fit as JSON; `oddsmith.load` reads it again."""
        from oddsmith.export.json_model import save

        save(self, path)  # type: ignore[arg-type]

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
