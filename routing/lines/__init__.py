"""Roads out of any layer of lines.

Tested in `tests/routing/lines` on small drawings and on the streets of Phnom Penh.
Must not say what a word means for a drive: words become tags, which `openstreetmap` reads.
"""
