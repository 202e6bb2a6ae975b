"""Ways of a traveller: what to keep to, what it passes, which others there are, in which file.

Tested in `tests/planning/ways`; `planning.routes` finds the one way itself.
Must not ask who helps whom: that is `planning.answers` and `planning.cover`.
"""
