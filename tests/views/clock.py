"""The instant at which the tests look at the pages: none depends on the day it runs."""

from datetime import datetime, timedelta, timezone
from typing import Final

NOW: Final = datetime(2026, 11, 26, 12, 34, 56, tzinfo=timezone(timedelta(hours=7)))
"""A Thursday at noon in Phnom Penh, no holiday there or in Seoul."""
