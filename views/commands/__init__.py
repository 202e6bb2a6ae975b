"""Commands of the terminal, by what they are about; `cli.py` joins them.

Tested through `cli.main` in `tests/test_cli.py`.
Must not import Streamlit or folium: a terminal has no page.
"""
