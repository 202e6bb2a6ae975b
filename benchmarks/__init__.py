"""Measurements that back the figures in the README; run one as ``python -m benchmarks.<name>``.

Each prints its table and checks nothing: tests live under tests/, and nothing imports this room.
"""
