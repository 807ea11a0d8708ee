"""Diagnostics: what a fit says of single rows, and of how good it is as a whole."""

from dataclasses import replace
from functools import cached_property, partial
from math import nan

import numpy as np
import pandas as pd

from oddsmith.data import Block, InMemory
from oddsmith.design import Array
from oddsmith.errors import InputError, NotSupportedError
from oddsmith.estimate import Estimate, Predictor
from oddsmith.inference import influence, residuals
from oddsmith.inference.binned import Binned, binned
from oddsmith.inference.calibration import Calibration, calibration
from oddsmith.inference.discrimination import Area, area
from oddsmith.inference.goodness import GoodnessTest, deviance_test, pearson_test
from oddsmith.inference.hosmer_lemeshow import HosmerLemeshow, hosmer_lemeshow
from oddsmith.inference.optimism import Validation, optimism
from oddsmith.inference.pseudo_r2 import PseudoR2, pseudo_r2
from oddsmith.inference.residuals import ResidualKind
from oddsmith.inference.scores import Scores
from oddsmith.result.fitted import Fitted

FARTHEST = 1e300  # log-odds that stand for infinite ones, which could not be subtracted


class Diagnostics(Fitted):
    """What a fit says of its rows.  All of it needs them, and is refused after loading."""

    def residuals(self, kind: ResidualKind = "deviance") -> "pd.Series[float]":
        """Residuals of one kind, as R's ``residuals``, ``rstandard`` and ``rstudent``.

        Parameters
        ----------
        kind : str
            ``"response"``, ``"working"``, ``"pearson"``, ``"deviance"``,
            ``"standardized_pearson"``, ``"standardized_deviance"`` or ``"studentized"``.

        Returns
        -------
        Series of shape (n,)
            Under the table's index, a value for each row used.

        Raises
        ------
        InputError
            No such kind; or one of the last three, and the columns separate the classes.
        NotSupportedError
            Another method than maximum likelihood; one of the last three after an L1 penalty.
        """
        self._in_memory("Residuals")
        of_leverage = kind in residuals.WITH_LEVERAGE
        found = self._finite("Leverages") if of_leverage else self._estimate("Residuals")
        return self._by_row(residuals.residuals(found, kind, weights=self.weight_kind), kind)

    def leverages(self) -> "pd.Series[float]":
        """Leverages h: between zero and one; without a penalty they add to the rank.

        Raises
        ------
        InputError
            The columns separate the classes.
        NotSupportedError
            After an L1 penalty, or by another method than maximum likelihood.
        """
        self._in_memory("Leverages")
        found = self._finite("Leverages")
        return self._by_row(residuals.leverages(found, weights=self.weight_kind), "leverage")

    def influence(self) -> pd.DataFrame:
        """How much each row matters, as R's ``influence.measures``.

        Returns
        -------
        DataFrame of n rows
            ``leverage``, ``cooks_distance``, ``dffits``, ``covratio``, ``studentized``.

        Raises
        ------
        InputError
            The columns separate the classes.
        NotSupportedError
            After a penalty, by another method than maximum likelihood, or with sampling weights.
        """
        self._in_memory("Influence measures")
        self._require_cases("Influence measures")
        found, kind = self._finite("Influence measures"), self.weight_kind
        return pd.DataFrame(
            {
                "leverage": residuals.leverages(found, weights=kind),
                "cooks_distance": influence.cooks_distance(found, weights=kind),
                "dffits": influence.dffits(found, weights=kind),
                "covratio": influence.covratio(found, weights=kind),
                "studentized": residuals.residuals(found, "studentized", weights=kind),
            },
            index=self._workings("Influence measures").table.index,
        )

    def dfbetas(self, *, scaled: bool = True) -> pd.DataFrame:
        """Change of each coefficient when a row is left out, R's one-step definition.

        Parameters
        ----------
        scaled : bool
            In standard errors (R's ``dfbetas``), or on the log-odds (R's ``dfbeta``).

        Returns
        -------
        DataFrame of shape (n, p)
        """
        self._in_memory("Influence measures")
        found = self._finite("Influence measures")
        measure = influence.dfbetas if scaled else influence.dfbeta
        return pd.DataFrame(
            measure(found, weights=self.weight_kind),
            index=self._workings("Influence measures").table.index,
            columns=list(self.names),
        )

    def auc(self) -> Area:
        """Area under the ROC curve on the fit's own rows; ``.conf_int(level)`` is DeLong's.

        With sampling weights, which count no cases, the variance is NaN.  Of rows that are
        streamed it is that of narrow bins, and ``.within`` bounds what they change.
        """
        found = area(self._scores())
        if self._streams():
            found = replace(found, within=self._binned.tied)
        return replace(found, variance=nan) if self.weight_kind == "sampling" else found

    def brier(self) -> float:
        """Brier score on the fit's own rows: mean squared distance of p from what came true."""
        return self._binned.brier if self._streams() else self._scores().brier

    def calibration(self) -> Calibration:
        """Calibration slope and intercept on the fit's own rows; `validate` corrects them.

        Of rows that are streamed it is that of narrow bins of log-odds, 1/256 wide.

        Raises
        ------
        InputError
            The columns separate the classes, so that predicted log-odds are infinite.
        """
        if self.separation:
            raise InputError(
                f"Calibration: {self.separation} Predicted log-odds are infinite, and no line goes "
                "through them. method='firth' and an L2 penalty give finite ones."
            )
        return calibration(self._scores())

    def pseudo_r2(self) -> PseudoR2:
        """McFadden's, Cox and Snell's, Nagelkerke's and Tjur's R².

        McFadden's is not adjusted (NaN) with sampling weights, where one coefficient weighs nothing
        against a likelihood that grows with the total of the weights; nor after a penalty, where
        the number of coefficients is not what was spent.
        """
        found = pseudo_r2(self._estimate("Pseudo-R²"))
        counted = self.weight_kind != "sampling" and not self.penalty
        return found if counted else replace(found, mcfadden_adjusted=nan)

    def pearson_test(self) -> GoodnessTest:
        """Pearson's test of fit; ``trouble`` says why its p-value cannot be trusted, if so."""
        self._require_cases("Tests of fit")
        return pearson_test(self._finite("Tests of fit"), weights=self.weight_kind)

    def deviance_test(self) -> GoodnessTest:
        """Deviance test of fit; ``trouble`` says why its p-value cannot be trusted, if so."""
        self._require_cases("Tests of fit")
        return deviance_test(self._finite("Tests of fit"), weights=self.weight_kind)

    def hosmer_lemeshow(self, groups: int = 10) -> HosmerLemeshow:
        """Hosmer and Lemeshow's test, in groups of equal risk."""
        self._in_memory("The Hosmer-Lemeshow test")
        self._require_cases("The Hosmer-Lemeshow test")
        return hosmer_lemeshow(self._finite("The Hosmer-Lemeshow test"), groups)

    def validate(self, replicates: int = 200, *, seed: int) -> Validation:
        """AUC, Brier score and calibration, corrected for optimism by the bootstrap.

        Parameters
        ----------
        replicates : int
            Resamples to draw.
        seed : int
            Same seed, same numbers.
        """
        self._in_memory("Validation by the bootstrap")
        found = self._finite("Validation by the bootstrap")
        return optimism(found, replicates, seed=seed, weights=self.weight_kind)

    def _finite(self, what: str) -> Estimate:
        """The estimate, refused where it is infinite."""
        found = self._estimate(what)
        if self.separation:
            raise InputError(
                f"{what}: {self.separation} The estimate is infinite, and numbers here would "
                "depend on where the solver stopped. Leave out the rows that are decided, and "
                "the columns that decide them."
            )
        return found

    def _require_cases(self, what: str) -> None:
        if self.weight_kind == "sampling":
            raise NotSupportedError(
                f"{what}: with sampling weights a row stands for many that were not seen, and "
                "sums over rows would grow with the total of the weights. Use the calibration "
                "slope, the Brier score or dfbetas()."
            )

    def _scores(self) -> Scores:
        if self._streams():
            return self._binned.scores()
        rows = self._in_memory("Scores of the fit's own rows").whole
        z = self.predictor.raw(rows.X) + (0.0 if rows.offset is None else rows.offset)
        return Scores(np.clip(z, -FARTHEST, FARTHEST), rows.y, rows.weights)

    def _streams(self) -> bool:
        """Whether the rows are read piece by piece."""
        return not isinstance(self._workings("Scores of the fit's own rows").rows, InMemory)

    @cached_property
    def _binned(self) -> Binned:
        """The scores of streamed rows, by bins; one reading."""
        rows = self._workings("Scores of the fit's own rows").rows
        return rows.total(partial(binned_block, self.predictor))

    def _by_row(self, values: Array, name: str) -> "pd.Series[float]":
        index = self._workings("Values of rows").table.index
        return pd.Series(np.asarray(values), index=index, name=name)


def binned_block(predictor: Predictor, block: Block) -> Binned:
    z = predictor.raw(block.X) + (0.0 if block.offset is None else block.offset)
    return binned(z, block.y, block.weights)
