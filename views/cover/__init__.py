"""The pieces of the Coverage page: figures, gaps, the week, areas, two scenarios, ready zones.

Tested in `tests/views/cover`: sentences word by word, the panels against the engine's own answers.
Must not count anything itself; figures come from `planning`, folium stays in `views/maps.py`.
"""
