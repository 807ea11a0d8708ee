"""Scoring: what a fitted model says of rows, however many there are.

    write_predictions(model, data, out)     probabilities beside the rows, in a file of their own
    evaluate(model, data)                   log-loss, Brier score, area, accuracy, calibration

Both read piece by piece and hold few pieces at a time.
"""

from oddsmith.scoring.evaluation import Evaluation, evaluate
from oddsmith.scoring.predictions import Written, write_predictions

__all__ = ["Evaluation", "Written", "evaluate", "write_predictions"]
