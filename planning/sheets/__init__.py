"""What is on file about one site or police post, for whoever takes it to a meeting.

Tested in `tests/planning/sheets` on a small country with reports, notices and posts entered by hand.
Must not name a private person, judge an allegation, or leave out what is not known.
"""
