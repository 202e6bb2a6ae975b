"""What must stay silent and unread while hostile files are taken in: a listener, and a secret."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PLANTED = "planted-4711"


@dataclass
class Listener:
    """Where it listens, and the paths it was asked for."""

    address: str
    requests: list[str]


@contextmanager
def listening() -> Iterator[Listener]:
    """An HTTP server on this machine that remembers who called."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"GEOGCS[]")

        def log_message(self, *_arguments: object) -> None:
            """Stay quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Listener(f"http://127.0.0.1:{server.server_port}/x", requests)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def secret_in(folder: Path) -> Path:
    """Write a file of the server that nobody may see."""
    path = folder / "secret.csv"
    path.write_text(f"id,name,lat,lon\n1,{PLANTED},11.56,104.92\n")
    return path
