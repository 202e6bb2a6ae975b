"""A server that forks writers of cases and kills each at a random moment; run as a program.

It imports no more than the store does, so that a fork costs a millisecond. Its answer, one JSON
list on stdout: for each file, the tokens of the writes that a writer was told are safe.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from planning.incidents.events import Change, Noted, PlaceSeen, TimeTold
from planning.incidents.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOST_WRITES, MOST_DELAY_S = 2, 0.002


def write_until_killed(path: Path, writer: str, told: int, *, early: bool) -> NoReturn:
    """Write cases for ever; a token goes to `told` once its write is said to be safe."""
    with Store(path, create=True) as store:
        case_id = ""
        for number in range(1_000_000):
            token = f"write {number} of {writer}"
            seen = PlaceSeen(NOW, 11.0, 104.0, 10.0, token)
            if early:  # what the test must catch: told before it is kept
                os.write(told, f"{token}\n".encode())
            if case_id:
                store.update("TOY", case_id, [Noted(token), seen], now=NOW)
            else:
                changes: list[Change] = [TimeTold("called", NOW), Noted(token), seen]
                case_id = store.open_case("TOY", changes, golden_s=3600.0, now=NOW).id
            if not early:
                os.write(told, f"{token}\n".encode())
    os._exit(1)


def one_kill(path: Path, writer: str, dice: random.Random, *, early: bool) -> list[str]:
    """Fork a writer, kill it some moment after some write, give the tokens it was told."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        try:
            write_until_killed(path, writer, told, early=early)
        finally:
            os._exit(1)
    os.close(told)
    said = b""
    with os.fdopen(heard, "rb", buffering=0) as stream:
        for _ in range(dice.randint(0, MOST_WRITES)):
            said += stream.read(4096)
        time.sleep(dice.uniform(0.0, MOST_DELAY_S))
        os.kill(child, signal.SIGKILL)
        while more := stream.read(4096):
            said += more
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        sys.exit(f"writer {writer} ended by itself")
    return said.decode().splitlines()


def main(folder: Path, name: str, files: int, kills: int, *, early: bool) -> None:
    dice = random.Random(name)  # noqa: S311 - moments, no secrets
    safe: list[list[str]] = [[] for _ in range(files)]
    order = range(files) if name == "a" else reversed(range(files))  # they meet half way
    for number in order:
        for kill in range(kills):
            path = folder / f"{number}.sqlite"
            safe[number] += one_kill(path, f"{name} {kill}", dice, early=early)
    sys.stdout.write(json.dumps(safe))


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2],
        int(sys.argv[3]),
        int(sys.argv[4]),
        early="early" in sys.argv,
    )
