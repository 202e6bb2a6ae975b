"""Fixtures that every room of the tests shares."""

from pathlib import Path

import pytest

import geo  # noqa: F401 - its guards come before any reader of files
from tests.skips import ROOT, need_shared


@pytest.fixture(scope="session")
def shared() -> Path:
    """Other people's data beside the project; skips where it is not."""
    return need_shared()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT
