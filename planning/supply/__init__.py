"""Who may help: doors and units, their hours, whether they are ready, whom to trust.

Tested in `tests/planning/supply`.
Must not know a road nor a golden time: who is in time is asked in `planning.cover`.
"""
