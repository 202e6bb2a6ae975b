"""What the tests of the pages share."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.views.clock import NOW
from views import frame


@pytest.fixture(scope="session", autouse=True)
def _scanned_once() -> Iterator[None]:
    """Look for Streamlit components once: AppTest asks every installed package at each page."""
    scan = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session", autouse=True)
def _clock_stands() -> Iterator[None]:
    """Show every page at one instant, in the zone of its country."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame, "this_second", lambda: NOW.astimezone(frame.pack().zone))
        yield
