"""Fixtures that every room of the tests shares, and how many examples a law is tried on."""

import os
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

import geo  # noqa: F401 - its guards come before any reader of files
from planning import packs
from tests.listening import Listener, listening, secret_in
from tests.skips import ROOT, need_shared
from tests.terminal import Run, lines_of, refusal_of, value_of

# HYPOTHESIS=thorough tries the laws that name no number of examples on many more.
IN_CI = os.environ.get("CI") == "true"
settings.register_profile("quick", max_examples=30, deadline=None, derandomize=IN_CI)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS", "quick"))

LONG = (ROOT / "tests" / "browser", ROOT / "tests" / "views")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the rooms whose files take longest first: no worker waits for another at the end."""
    items.sort(key=lambda item: not any(item.path.is_relative_to(room) for room in LONG))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Other people's data beside the project; skips where it is not."""
    return need_shared()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def built_in_once() -> Iterator[None]:
    """Open the built-in pack once for all tests: it is a value that nothing changes."""
    whole, built_in = packs.open_pack, lru_cache(packs.open_pack)

    def open_pack(name: str = packs.BUILT_IN) -> packs.Pack:
        return built_in(name) if name == packs.BUILT_IN else whole(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "open_pack", open_pack)
        yield


@pytest.fixture(scope="session", autouse=True)
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Keep a user's files (cases, edits) in folders of the tests, never in the real home."""
    folder = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "shared"))
        yield (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a home of its own: what one test keeps, no other finds."""
    monkeypatch.setenv("XDG_DATA_HOME", str(next(homes)))


@pytest.fixture
def listener() -> Iterator[Listener]:
    """An HTTP server on this machine that remembers who called."""
    with listening() as here:
        yield here


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of the server that nobody may see."""
    return secret_in(tmp_path)


@pytest.fixture
def opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open each pack but once in a test that asks it often and never changes its files."""
    monkeypatch.setattr(packs, "open_pack", lru_cache(packs.open_pack))


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that must succeed; give its JSON value."""
    return partial(value_of, capsys)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that must succeed; give its lines for a person."""
    return partial(lines_of, capsys)


@pytest.fixture
def fail(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that must fail; give its one line."""
    return partial(refusal_of, capsys)
