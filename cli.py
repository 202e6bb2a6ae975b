"""The same jobs for a terminal and for scripts.

With --json exactly one JSON value on stdout, whatever happens; progress on stderr; exit code 2
and one clear line on bad input.
"""

import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from geo.errors import GreenZoneError
from views.commands import (
    asked,
    coverage,
    edits,
    golden,
    incidents,
    packs,
    scenarios,
    sites,
    siting,
    trials,
    trust,
    ways,
)
from views.lines.texts import error_value, one_line

app = typer.Typer(
    help="Green Zone: where citizens held abroad can be reached, how fast, how sure.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.callback()(asked.before)
for group, name in (
    (packs.commands, "pack"),
    (golden.hazard_commands, "hazard"),
    (golden.layer_commands, "layers"),
    (incidents.commands, "incident"),
    (scenarios.commands, "scenario"),
    (edits.commands, "edits"),
):
    app.add_typer(group, name=name)
for command in (
    *(ways.route, ways.ways, ways.alternatives, ways.meet, ways.reach, ways.matrix, ways.roads),
    *(golden.eta, coverage.coverage, coverage.report),
    *(trust.readiness, trust.trust, trust.sheet),
    *(trials.replay, trials.surge, siting.site, sites.site_matrix),
):
    app.command()(command)
app.command("compare")(scenarios.compare_command)
app.command("calibrate")(ways.calibrate_speeds)


def _fail(code: str, message: str) -> int:
    """Print one line, and with --json the error as the one JSON value."""
    line = one_line(message)
    if asked.wants_json():
        asked.print_json(error_value(code, line))
    print(f"error: {line}", file=sys.stderr)
    return 2


def _usage(error: TyperException, words: Sequence[str]) -> int:
    """Say what is wrong with the words of a call; no words at all are a call for help."""
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        if asked.wants_json():
            return _fail("USAGE", "no command is given; --help lists them")
        print(message)
        return 0
    if any(re.match(r"-\d", word) for word in words) and "No such option" in message:
        message += "; put -- before a place that begins with a minus: eta -- -10.5,104"
    return _fail("USAGE", message)


@cache
def _tree() -> Callable[..., object]:
    """Put the commands together: typer would do it anew at each call."""
    return get_command(app)


def _run(words: Sequence[str]) -> int:
    """Run a call; with --json its help is one JSON value too."""
    if not (asked.wants_json() and "--help" in words):
        code = _tree()(args=list(words), standalone_mode=False)
    else:
        with redirect_stdout(io.StringIO()) as said:
            code = _tree()(args=list(words), standalone_mode=False)
        asked.print_json({"help": said.getvalue()})
    return code if isinstance(code, int) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = words[: words.index("--")] if "--" in words else words
    asked.begin(as_json="--json" in options)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return _run(words)
    except GreenZoneError as error:
        return _fail(error.code, str(error))
    except TyperException as error:
        return _usage(error, options)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else "file"
        code = "NO_FILE" if isinstance(error, FileNotFoundError) else "FILE"
        return _fail(code, f"{name}: {error.strerror or error}")


if __name__ == "__main__":
    sys.exit(main())
