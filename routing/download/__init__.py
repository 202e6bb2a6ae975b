"""Roads from the servers of OpenStreetMap, asked patiently and kept part by part.

Tested in `tests/routing/download` against a server on loopback that answers well and badly.
Must not import osmnx but through `routing.osmnx_io`.
"""
