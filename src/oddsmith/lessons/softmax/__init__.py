"""Several classes: one row of scores, softmax, and the same passes.

record.py       every number of a step          arithmetic.py   the numbers of one row as lines
figure.py       a training that plays
"""
