"""Where the cases of a test lie."""

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "incidents.sqlite"
