"""Edits of a country's layers: saved beside the pack in the user's own folder, undone, laid over it.

Tested in `tests/planning/editing`.
Must not write the pack's own files: a pack with edits is a new value, the shipped one stays.
"""
