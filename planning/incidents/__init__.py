"""Cases: the times of a call for help, its place, the units busy with it, kept through any crash.

Tested in `tests/planning/incidents` by hand, against a plain count, and with 1,000 kills.
Must not hold a word about a person, and must not import a library of maps: a kill test forks it.
"""
