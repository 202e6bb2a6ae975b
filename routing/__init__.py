"""Roads: nodes, edges, seconds, and the paths over them.

Tested on hand-checkable towns and against NetworkX in `tests/routing`.
Must not import `layers`, `planning` or `views`: hazard arrives as numbers per edge.
"""
