"""A real server on a free port of the loopback, for browsers that measure or test it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
"""Of a Chromium that reaches the loopback alone."""
_START_S = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is up.

    Parameters
    ----------
    address
        Without a slash at the end.
    pid
        Of its process.
    """

    address: str
    pid: int

    @property
    def resident_mb(self) -> float:
        """Memory of the process in use, MB; Linux alone."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000.0


@contextmanager
def server_of(
    script: str = "server.py", *, pack: str | None = None, well: str = "/healthz"
) -> Iterator[Served]:
    """Run a Streamlit script on a free port of the loopback.

    Parameters
    ----------
    script
        Path from the project's root, or absolute.
    pack
        Short name or folder of the country pack; None for the built-in one.
    well
        Address that answers once the server is up.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    environment = {**os.environ, **({"GREEN_ZONE_PACK": pack} if pack else {})}
    with subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}{well}")
            yield Served(address, process.pid)
        finally:
            process.terminate()


def chromium_path() -> str | None:
    """Find a Chromium on this machine; None if there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _wait(address: str) -> None:
    last = time.monotonic() + _START_S
    while time.monotonic() < last:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - the loopback
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(f"the server at {address} did not answer within {_START_S:.0f} s")
