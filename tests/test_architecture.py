"""The arrows of the house, read from the import statements of every file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.skips import ROOT

FLOORS = {
    "geo": 1,
    "layers": 2,
    "routing": 2,
    "planning": 3,
    "views": 4,
    "app": 5,
    "server": 5,
    "cli": 5,
}
ONLY = {
    "streamlit": ("app.py", "server.py", "views/"),
    "streamlit_folium": ("views/",),
    "folium": ("views/maps.py",),
    "branca": ("views/maps.py",),
    "osmnx": ("routing/osmnx_io.py",),
    "h3": ("planning/cover/areas.py",),
    "osmium": ("geo/osmsieve.py",),
    "holidays": ("layers/holidays.py",),
    "typer": ("cli.py", "views/commands/"),
}
ALLOWED_TOP = {
    "app.py", "server.py", "cli.py", "geo", "layers", "routing", "planning", "views", "data", "tests",
    "benchmarks", "static", "locale", "requirements.txt", "requirements-dev.txt", "README.md", "CHANGELOG.md",
    "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml", ".gitignore", ".ci", ".streamlit",
    ".gitattributes",
}  # fmt: skip


def sources() -> list[Path]:
    rooms = [ROOT / room for room in ("geo", "layers", "routing", "planning", "views")]
    files = [path for room in rooms for path in sorted(room.rglob("*.py"))]
    return files + [
        path for name in ("app.py", "server.py", "cli.py") if (path := ROOT / name).exists()
    ]


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_never_climb(path: Path) -> None:
    here = room_of(path)
    for module in imported_modules(path):
        there = module.split(".")[0]
        if there in FLOORS and there != here:
            assert FLOORS[there] < FLOORS[here], f"{path}: {here} must not import {module}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_outside_library_has_one_door(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    for module in imported_modules(path):
        doors = ONLY.get(module.split(".")[0])
        assert doors is None or name.startswith(doors), f"{name} must not import {module}"


def test_no_import_circles() -> None:
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sources()}
    graph = {
        name: {module for module in imported_modules(path) if module in modules and module != name}
        for name, path in modules.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"circle: {' -> '.join((*trail, name))}"
        if name not in done:
            for other in graph[name]:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


ROOMS = sorted(
    str(path.parent.relative_to(ROOT))
    for room in ("geo", "layers", "routing", "planning", "views")
    for path in (ROOT / room).rglob("__init__.py")
)


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_lives_there(room: str) -> None:
    doc = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8")))
    assert doc is not None
    assert len([line for line in doc.splitlines() if line.strip()]) == 3


def test_data_holds_no_package_code() -> None:
    for path in (ROOT / "data").rglob("*.py"):
        assert path.parent.name == "derive", (
            f"{path}: only scripts beside derived files live in data"
        )
        assert path.name != "__init__.py"


def test_top_level_stays_as_agreed() -> None:
    tracked = {path.name for path in ROOT.iterdir() if path.name != ".git"}
    ignored = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    assert tracked - ALLOWED_TOP - ignored == set()
