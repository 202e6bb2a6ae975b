"""OpenStreetMap files: what kind they are, sifted by osmium, read line by line into plain values.

Tested in `tests/geo/test_osmfile.py` on small worlds written there and on two real extracts.
The door is `geo.osmfile.read_osm`.
"""
