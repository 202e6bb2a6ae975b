"""What is on the map: sites, missions, Green Zones, posts, units, alarms; hours and hazard.

Tested on small tables and on the Cambodia pack in `tests/layers`.
Must not import `routing`, `planning` or `views`: it knows no road and no golden time.
"""
