"""Roads out of OpenStreetMap: what tags mean for a drive, and ways joined into a network.

Tested in `tests/routing/openstreetmap` against NetworkX on the raw file.
Must not read files: `geo.osmfile` does.
"""
