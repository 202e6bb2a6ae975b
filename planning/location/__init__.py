"""Facility location on pure matrices: which columns serve the rows best, and what none can beat.

Tested in `tests/planning/location`, every small instance against every choice there is.
Must not know a map, an hour or a mission; `highspy` only in `exact_child.py`, a process of its own.
"""
