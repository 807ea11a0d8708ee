"""Figures of one lesson each, made of the panels that all share.

newton.py         Newton's method, its quadratic model and the lowest place of that
newton_passes.py  its three passes, as data and as text
rates.py          descents with several rates, units or batches, side by side
two_losses.py     both losses over a table, and where one of them bends down
separation.py     weights that grow for ever on AND, and what ends it
base_rates.py     one more of a column, from every base rate
resampling.py     fits of tables drawn from a table
block_sums.py     a fit that reads its table in blocks
"""
