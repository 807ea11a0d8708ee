"""Scoring: a fitted model as one expression, which other languages print.

expression   what it is made of                    translate   a formula's tree as one
curves       splines and polynomials in pieces     terms       the right-hand side as sums of them
scorer       a model: inputs, and log-odds         render      one walk, a table of words per language
python, javascript, sql, onnx_model                the languages
"""
