"""Where the next Green Zones, desks and officers go: candidates, their hours, plans and staff.

Tested in `tests/planning/siting`, against coverage counted anew with the plan in place.
Must not search: a plan is found in `planning.location`, which knows no map.
"""
