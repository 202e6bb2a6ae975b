"""What if: a baseline plus changes, two of them held against each other, and what moves a headline.

Tested in `tests/planning/scenarios` on the small country, against coverage counted without it.
Must not change a pack: a scenario gives a new one; nothing is compared in silence across settings.
"""
