"""A wire between a browser and a server that counts what goes over it towards the browser."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

_CHUNK = 65_536
_UPGRADE = b"upgrade: websocket"


@dataclass(slots=True)
class Wire:
    """The bytes that a server sent so far, as they went over the wire: packed.

    Parameters
    ----------
    address
        That a browser opens instead of the server's own; without a slash at the end.
    socket_bytes
        Over web sockets.
    other_bytes
        Files and layers, with their headers.
    """

    address: str
    socket_bytes: int = 0
    other_bytes: int = 0


@contextmanager
def wire_to(address: str) -> Iterator[Wire]:
    """Lay a wire to the server at an address of the loopback."""
    there = urlsplit(address)
    with socket.create_server(("127.0.0.1", 0)) as door:
        wire = Wire(f"http://127.0.0.1:{door.getsockname()[1]}")
        given = (door, (str(there.hostname), int(there.port or 80)), wire)
        threading.Thread(target=_let_in, args=given, daemon=True).start()
        yield wire


def _let_in(door: socket.socket, there: tuple[str, int], wire: Wire) -> None:
    with suppress(OSError):  # the door was closed: nobody comes any more
        while True:
            browser, _ = door.accept()
            given = (browser, socket.create_connection(there), wire)
            threading.Thread(target=_carry, args=given, daemon=True).start()


def _carry(browser: socket.socket, server: socket.socket, wire: Wire) -> None:
    """Carry both ways until one side ends; a connection counts as what it became."""
    is_socket = threading.Event()

    def up() -> None:
        with suppress(OSError):
            while block := browser.recv(_CHUNK):
                if _UPGRADE in block[:4096].lower():
                    is_socket.set()
                server.sendall(block)
            server.shutdown(socket.SHUT_WR)

    threading.Thread(target=up, daemon=True).start()
    with browser, server, suppress(OSError):
        while block := server.recv(_CHUNK):
            if is_socket.is_set():
                wire.socket_bytes += len(block)
            else:
                wire.other_bytes += len(block)
            browser.sendall(block)
