"""More ways than one: every trade of seconds for exposure, and ways that share little.

Tested against brute force and plain Python in `tests/routing/choices`.
Must not time a road: seconds come from the one `TravelModel`.
"""
