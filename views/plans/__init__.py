"""The pieces of the Siting page: the question, the job that solves it, certificate, curve, sites.

Tested in `tests/views/test_siting.py` without a browser, and in `tests/browser` with one.
Must not work out a plan: that is for `planning.siting`; here it is asked, shown and accepted.
"""
