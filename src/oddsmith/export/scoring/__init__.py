"""Scoring: a fitted model as one expression, which other languages print.

expression   what it is made of                    translate   a formula's tree as one
curves       splines and polynomials in pieces     terms       the right-hand side
scorer       a model: inputs, and log-odds         render      one walk, words per language
steps        what functions compute before they add
python, javascript, sql, onnx_graph, plain         the languages
"""
