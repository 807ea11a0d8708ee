"""Benchmarks: speed as ratios, in one run.

problems    what is fitted             generators, hard, real
peers       who fits it                one small file each
contest     fits, by time to a gap     errors, separation, prediction, latency: the rest
run         all of it in turn          results, table, page: what comes out
compare     this release against the last one
"""
