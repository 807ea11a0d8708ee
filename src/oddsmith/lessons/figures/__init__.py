"""Figures of one lesson each, made of the panels that all share.

base_rates.py   one more of a column, from every base rate
resampling.py   fits of tables drawn from a table
"""
