"""A network as a graph of OSMnx and back, and as layers for other programs.

Tested in `tests/routing/interchange` against OSMnx and NetworkX themselves.
Must not lose an attribute, known or not.
"""
