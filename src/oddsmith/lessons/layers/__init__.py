"""A hidden layer of neurons, made of the passes of one.

passes.py       forward, backward, training        record.py    every number of a step
arithmetic.py   the numbers of one row as lines    figure.py    a training that plays
"""
