"""Factors of driving time fitted to trips that were driven.

Tested in `tests/routing/fitting` on logs made with known factors and scatter.
Must not read files: trips come as arrays.
"""
