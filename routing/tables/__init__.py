"""Roads out of tables: records with junctions drawn by hand, and arcs with given times.

Tested in `tests/routing/tables`, every fault named at its row.
Must not guess: what a table does not say is unknown.
"""
