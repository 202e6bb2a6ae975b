"""Answers for a terminal: JSON values for programs, plain lines for people.

Tested through `cli.main` in `tests/test_cli.py` and its neighbours.
Must not print or read options: `views/commands` does.
"""
