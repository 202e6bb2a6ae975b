"""What the tests of the built-in data share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def pack(root: Path) -> Path:
    """The folder of the built-in country."""
    return root / "data" / "KHM"
