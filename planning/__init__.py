"""Golden time: joins layers and roads into ETAs, coverage, gaps and reports.

Tested on a 3 x 3 town and on the Cambodia pack in `tests/planning`.
Must not import `views`, `streamlit` or `folium`: every answer is a value.
"""
