"""Golden-time cover: who is in time at each hour, by how many, through what danger, in which area.

Tested in `tests/planning/cover`, against one plain loop over every pair.
Must not ask the roads other than through `travel.py`, nor the week's hours than through `allowance.py`.
"""
