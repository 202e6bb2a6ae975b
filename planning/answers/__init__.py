"""What the answer to one incident is made of: units, doors, chances, contacts, what to tell.

Tested in tests/planning/answers, against Monte Carlo on a country small enough to check by hand.
Must not speak: minutes and sentences are made in views; a time comes from planning/eta.py alone.
"""
