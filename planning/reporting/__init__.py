"""Pages, tables and words to take to a meeting: the coverage report, sheets about a site or post.

Tested in `tests/planning/reporting`: read back, every text escaped, and looked at as printed pages.
Must not load anything from anywhere, word a report as a fact, or hide what is not known.
"""
