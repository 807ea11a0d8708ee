"""The report: a fit as a page that a colleague can read, from facts that a machine can.

subject      the fit and its rows, or the rows of another table
rows         the data: what was used, what was left out, levels, balance
estimates    odds ratios and average effects
performance  how well it ranks and is calibrated, corrected for optimism
worries      what the diagnostics mean here, sentence by sentence; of single rows and columns
poor_bins    where what came true lies far from what was predicted
provenance   how it was computed, how to cite it and how to get it again
data         all of it as one dict
pictures     figures, drawn as SVG that takes the page's colours
page         dict and figures as one HTML file
"""

from oddsmith.report.document.data import report_data
from oddsmith.report.document.page import Report, write_report

__all__ = ["Report", "report_data", "write_report"]
