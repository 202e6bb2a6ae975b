"""The templates of all pages: every run-time text is escaped, and none is read as a template."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from geo.text import plain

_HERE = Path(__file__).parent


def templates_in(folder: str = "") -> Environment:
    """Give the templates of a folder beside this file; empty: those beside it."""
    return Environment(
        loader=FileSystemLoader(_HERE / folder),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: Any) -> Any:
    """Take from every text what a reader cannot see."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
