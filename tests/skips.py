"""The only reasons a test may skip. In CI (CI=true) none of them may: it fails instead."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
REASONS = {
    "browser": "no Chromium on this machine (Debian: apt-get install chromium)",
    "npm": "no npm on this machine: the map's browser assets are not installed",
    "shared": "other people's test data (../shared) is not beside the project",
}


def _skip(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"in CI this may not skip: {REASONS[reason]}")
    pytest.skip(REASONS[reason])


def need_browser() -> str:
    """Return the path of a Chromium, or skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        _skip("browser")
    return str(found)


def need_npm() -> None:
    """Skip where the browser assets could not be installed."""
    if not (ROOT / "static" / "vendor" / "leaflet" / "leaflet.js").exists():
        _skip("npm")


def need_shared() -> Path:
    """Return the folder of other people's test data, or skip."""
    if not SHARED.is_dir():
        _skip("shared")
    return SHARED
