"""The pack's table of speeds against trips that were driven.

Tested in `tests/planning/calibrating` on logs made with known factors, and on held road times.
Must not change a pack: it gives a new one, and lines for its settings.
"""
