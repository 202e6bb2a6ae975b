"""A new country pack out of one source of roads: drafted, written whole, sealed.

Tested in `tests/planning/making` from small worlds and from real extracts.
Must not be asked by the rest of `planning`: a pack that is made is opened like any other.
"""
