"""Every file format of shapes and tables: checked by the standard library, then by GDAL.

Tested in `tests/geo` with hostile and odd files made on the spot.
The doors are `geo.files.read_upload`, `geo.exports.write_vector`, `geo.spreadsheets.write_tables`.
"""
