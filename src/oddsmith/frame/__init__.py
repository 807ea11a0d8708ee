"""From a formula and a table to arrays, names and levels, and back for new rows.

make_frame("admit ~ gre + C(rank)", table)  ->  Frame: X, y, case_weight, offset, terms, response
terms.design(new_table)                     ->  the same columns for new rows
"""

from oddsmith.frame.frame import Frame, make_frame
from oddsmith.frame.response import Response
from oddsmith.frame.roles import read_numbers
from oddsmith.frame.tables import read_table
from oddsmith.frame.terms import Terms

__all__ = ["Frame", "Response", "Terms", "make_frame", "read_numbers", "read_table"]
