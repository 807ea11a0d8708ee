"""Scorecard: a model as points that are added up by hand.

attributes   the levels and bins of each column, and what each adds to the log-odds
points       points of attributes, scores of rows, and what rounding costs
page         the card in Markdown
"""

from oddsmith.export.scorecard.points import Scorecard, make_scorecard

__all__ = ["Scorecard", "make_scorecard"]
