"""The model against what happened: a real chronology run again, a mass release hour by hour.

Tested in `tests/planning/trials` by hand, against a person-by-person simulation, and by laws.
Must not name a person, nor make up a figure: what no source has stands in the file as assumed.
"""
