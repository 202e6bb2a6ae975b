"""Minutes, sentences, buttons: one thin file for each job a person has.

Tested with AppTest and a real Chromium in `tests/views` and `tests/browser`.
Must not compute an ETA, read a file or know a road; only `maps.py` imports folium.
"""
