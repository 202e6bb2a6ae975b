"""A map server on this machine that answers as Overpass and Nominatim do, and as they fail."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Element = dict[str, Any]

NODES: list[Element] = [
    {"type": "node", "id": 1, "lat": 11.5, "lon": 105.0},
    {"type": "node", "id": 2, "lat": 11.5, "lon": 105.001, "tags": {"highway": "traffic_signals"}},
    {"type": "node", "id": 3, "lat": 11.501, "lon": 105.001, "tags": {"barrier": "gate"}},
    {"type": "node", "id": 4, "lat": 11.5010001, "lon": 105.0020002},
]
STREETS: list[Element] = [
    {
        "type": "way",
        "id": 10,
        "nodes": [1, 2, 3],
        "tags": {"highway": "residential", "name": 'វិថី "5" <&>', "oneway": "yes"},
    },
    {"type": "way", "id": 11, "nodes": [3, 4], "tags": {"highway": "service"}},
]
FERRY: Element = {"type": "way", "id": 12, "nodes": [4, 1], "tags": {"route": "ferry"}}
NO_TURN: Element = {
    "type": "relation",
    "id": 20,
    "members": [
        {"type": "way", "ref": 10, "role": "from"},
        {"type": "node", "ref": 3, "role": "via"},
        {"type": "way", "ref": 11, "role": "to"},
    ],
    "tags": {"type": "restriction", "restriction": "no_left_turn"},
}
POLICE: Element = {
    "type": "node", "id": 30, "lat": 11.5005, "lon": 105.0005, "tags": {"amenity": "police"},
}  # fmt: skip
TOWN: Element = {
    "type": "node", "id": 31, "lat": 11.5, "lon": 105.0, "tags": {"place": "town", "name": "A\tB"},
}  # fmt: skip
WORLD = [*NODES, POLICE, TOWN, *STREETS, FERRY, NO_TURN]
AS_OF = "2026-01-02T03:04:05Z"
# What each question is told by, and what it is answered with.
ANSWERS: dict[str, list[Element]] = {
    '["highway"]': [*NODES, *STREETS],
    "'restriction'": [NO_TURN, *NODES, *STREETS, FERRY],
    "'police'": [POLICE, TOWN],
}
BOX = [
    [104.999, 11.499],
    [105.003, 11.499],
    [105.003, 11.502],
    [104.999, 11.502],
    [104.999, 11.499],
]
PLACE = {
    "display_name": "Three Streets, Cambodia",
    "boundingbox": ["11.499", "11.502", "104.999", "105.003"],
    "lat": "11.5",
    "lon": "105.0",
    "importance": 0.5,
    "geojson": {"type": "Polygon", "coordinates": [BOX]},
}


@dataclass(slots=True)
class Reply:
    """What the server sends."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0


@dataclass(slots=True)
class MapServer:
    """Answers questions about `WORLD`; `failures` are sent first, one after another."""

    failures: list[Reply] = field(default_factory=list)
    answers: dict[str, list[Element]] = field(default_factory=lambda: dict(ANSWERS))
    places: list[dict[str, Any]] = field(default_factory=lambda: [PLACE])
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    url: str = ""

    @property
    def overpass_url(self) -> str:
        return f"{self.url}/api"

    def reply(self, path: str, question: str) -> Reply:
        """Answer one question."""
        self.asked.append(question or path)
        if self.failures:
            return self.failures.pop(0)
        if path == "/search":
            return as_json(self.places)
        assert path == "/api/interpreter", path
        found = [elements for needle, elements in self.answers.items() if needle in question]
        return overpass(found[0])


def as_json(value: object) -> Reply:
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def overpass(elements: list[Element], **more: object) -> Reply:
    """An answer of Overpass."""
    stamp = {"timestamp_osm_base": AS_OF, "copyright": "OpenStreetMap contributors, ODbL"}
    return as_json({"version": 0.6, "osm3s": stamp, "elements": elements, **more})


@contextmanager
def running(server: MapServer) -> Iterator[MapServer]:
    """The server, listening on this machine alone."""
    web = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server.reply, server.agents))
    web.daemon_threads = True
    thread = threading.Thread(target=web.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{web.server_port}"
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()
        thread.join()


def _handler(answer: Callable[[str, str], Reply], agents: set[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._send(answer(parts.path, parse_qs(parts.query).get("q", [""])[0]))

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(answer(self.path, parse_qs(form)["data"][0]))

        def _send(self, reply: Reply) -> None:
            agents.add(self.headers["User-Agent"])
            time.sleep(reply.delay_s)
            try:
                self.send_response(reply.status)
                headers = {"Content-Length": str(len(reply.body)), **reply.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                return  # the asker has gone

        def log_message(self, *_words: object) -> None:
            """Stay silent."""

    return Handler
