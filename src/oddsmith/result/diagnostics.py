"""Diagnostics: what a fit says of single rows, and of how good it is as a whole."""

import numpy as np
import pandas as pd

from oddsmith.design import Array
from oddsmith.inference import influence, residuals
from oddsmith.inference.calibration import Calibration, calibration
from oddsmith.inference.discrimination import Area, area
from oddsmith.inference.goodness import GoodnessTest, deviance_test, pearson_test
from oddsmith.inference.hosmer_lemeshow import HosmerLemeshow, hosmer_lemeshow
from oddsmith.inference.optimism import Validation, optimism
from oddsmith.inference.pseudo_r2 import PseudoR2, pseudo_r2
from oddsmith.inference.residuals import ResidualKind
from oddsmith.inference.scores import Scores
from oddsmith.result.fitted import Fitted


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
        """
        found = self._estimate("Residuals")
        return self._by_row(residuals.residuals(found, kind, weights=self.weight_kind), kind)

    def leverages(self) -> "pd.Series[float]":
        """Leverages h: between zero and one; without a penalty they add to the rank."""
        found = self._estimate("Leverages")
        return self._by_row(residuals.leverages(found, weights=self.weight_kind), "leverage")

    def influence(self) -> pd.DataFrame:
        """How much each row matters, as R's ``influence.measures``.

        Returns
        -------
        DataFrame of n rows
            ``leverage``, ``cooks_distance``, ``dffits``, ``covratio``, ``studentized``.
        """
        found, kind = self._estimate("Influence measures"), self.weight_kind
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
        found = self._estimate("Influence measures")
        measure = influence.dfbetas if scaled else influence.dfbeta
        return pd.DataFrame(
            measure(found, weights=self.weight_kind),
            index=self._workings("Influence measures").table.index,
            columns=list(self.names),
        )

    def auc(self) -> Area:
        """Area under the ROC curve on the fit's own rows; ``.conf_int(level)`` is DeLong's."""
        return area(self._scores())

    def brier(self) -> float:
        """Brier score on the fit's own rows: mean squared distance of p from what came true."""
        return self._scores().brier

    def calibration(self) -> Calibration:
        """Calibration slope and intercept on the fit's own rows; `validate` corrects them."""
        return calibration(self._scores())

    def pseudo_r2(self) -> PseudoR2:
        """McFadden's, Cox and Snell's, Nagelkerke's and Tjur's R²."""
        return pseudo_r2(self._estimate("Pseudo-R²"))

    def pearson_test(self) -> GoodnessTest:
        """Pearson's test of fit; ``trouble`` says why its p-value cannot be trusted, if so."""
        return pearson_test(self._estimate("Tests of fit"), weights=self.weight_kind)

    def deviance_test(self) -> GoodnessTest:
        """Deviance test of fit; ``trouble`` says why its p-value cannot be trusted, if so."""
        return deviance_test(self._estimate("Tests of fit"), weights=self.weight_kind)

    def hosmer_lemeshow(self, groups: int = 10) -> HosmerLemeshow:
        """Hosmer and Lemeshow's test, in groups of equal risk."""
        return hosmer_lemeshow(self._estimate("The Hosmer-Lemeshow test"), groups)

    def validate(self, replicates: int = 200, *, seed: int) -> Validation:
        """AUC, Brier score and calibration, corrected for optimism by the bootstrap.

        Parameters
        ----------
        replicates : int
            Resamples to draw.
        seed : int
            Same seed, same numbers.
        """
        found = self._estimate("Validation by the bootstrap")
        return optimism(found, replicates, seed=seed, weights=self.weight_kind)

    def _scores(self) -> Scores:
        workings = self._workings("Scores of the fit's own rows")
        rows = workings.rows.whole
        z = self.predictor.raw(rows.X) + (0.0 if rows.offset is None else rows.offset)
        return Scores(z, rows.y, rows.weights)

    def _by_row(self, values: Array, name: str) -> "pd.Series[float]":
        index = self._workings("Values of rows").table.index
        return pd.Series(np.asarray(values), index=index, name=name)
