"""Every way of writing a place: degrees, grids, map links, names, "10 km north of".

Tested in `tests/geo` against other libraries and by writing a place and reading it back.
The door is `geo.coordinates.parse_place`; nothing here opens a file.
"""
