"""The pieces of the Data page: what is loaded, taking it home, editing it, uploading, the history.

Tested in `tests/views/test_data.py` without a browser, and in `tests/browser` with one.
Must not check a row: that is for `layers` and `planning.editing`; here it is asked and shown.
"""
