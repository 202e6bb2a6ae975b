"""Layers by signed address: the same for a while, refused once altered or expired, never over the limit."""

import asyncio
import gzip
import json

import pytest
from starlette.requests import Request
from starlette.responses import Response

import server
from views import maps
from views.layer_store import ROUTE, STORE, LayerStore, Same
from views.maps import Group
from views.marks import Disc, Pile, Symbol
from views.words import Words

HOUR_S = 3600.0


def token_of(address: str) -> str:
    return address.removeprefix(f"{ROUTE}/")


def test_a_layer_comes_back_by_its_address_which_stays_the_same_for_a_while() -> None:
    store = LayerStore("secret")
    address = store.put(b"{}", now_s=0.0)
    assert store.put(b"{}", now_s=HOUR_S - 1) == address
    assert store.put(b"[]", now_s=0.0) != address
    packed = store.get(token_of(address), now_s=2 * HOUR_S - 1)
    assert packed is not None
    assert gzip.decompress(packed) == b"{}"


@pytest.mark.parametrize("now_s", [-1.0, 2 * HOUR_S])
def test_an_address_expires_and_is_not_good_before_its_time(now_s: float) -> None:
    store = LayerStore("secret")
    token = token_of(store.put(b"{}", now_s=0.0))
    with pytest.raises(PermissionError):
        store.get(token, now_s=now_s)


@pytest.mark.parametrize("token", ["", "x", "WyJhIiwwXQ.x", "../../etc/passwd", "a" * 10_000])
def test_what_was_not_signed_here_is_refused(token: str) -> None:
    with pytest.raises(PermissionError):
        LayerStore("secret").get(token)
    with pytest.raises(PermissionError):
        LayerStore("secret").get(token_of(LayerStore("other").put(b"{}")))


def test_the_least_used_layers_go_first() -> None:
    store = LayerStore("secret", most_bytes=60)
    first, second = (token_of(store.put(bytes([number]) * 9)) for number in (1, 2))
    store.put(bytes([1]) * 9)
    third = token_of(store.put(bytes([3]) * 9))
    assert store.get(second) is None
    assert store.get(first) is not None
    assert store.get(third) is not None


def test_the_server_gives_a_layer_to_who_has_its_address_alone() -> None:
    answer = asked(STORE.put(json.dumps({"a": 1}).encode()))
    assert answer.status_code == 200
    assert json.loads(gzip.decompress(bytes(answer.body))) == {"a": 1}
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"].startswith("private")
    assert asked(f"{ROUTE}/nothing").status_code == 403
    lost = STORE.put(b"lost")
    STORE._kept.clear()
    assert asked(lost).status_code == 404


def asked(address: str) -> Response:
    """Ask the route for an address."""
    scope = {"type": "http", "path_params": {"token": token_of(address)}, "headers": []}
    return asyncio.run(server.layer(Request(scope)))


def test_a_map_carries_the_address_of_a_large_layer_and_a_small_one_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    discs = tuple(Disc((11.0 + one / 1000, 104.0), 50.0, "#123456") for one in range(500))
    look = maps.Look(
        Words("en"), dark=False, ground=maps.Ground("/x/", {}, ((10, 103), (12, 105)), "x")
    )
    groups = (Group("many", discs), Group("few", discs[:1]))
    monkeypatch.setattr(STORE, "is_served", False)
    whole = maps.map_of(groups, look, title="m").get_root().render()
    monkeypatch.setattr(STORE, "is_served", True)
    light = maps.map_of(groups, look, title="m").get_root().render()
    assert light.count("GreenZone.layer(") == 1
    assert light.count("GreenZone.marks(") == 1
    assert len(light) < len(whole) / 4


def test_a_layer_is_made_once_for_its_key_and_again_once_it_is_gone() -> None:
    store = LayerStore("secret", most_bytes=60)
    rows: list[int] = []
    key = ("hospitals", Same(rows))
    assert store.known(key) is None
    address = store.put(b"1" * 9, key=key)
    assert store.known(("hospitals", Same(rows))) == address
    assert store.known(("hospitals", Same(list(rows)))) is None
    for number in range(2, 5):
        store.put(bytes([number]) * 9)
    assert store.known(key) is None


def test_a_late_group_is_drawn_in_the_map_where_no_layers_are_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []

    def late() -> tuple[Pile, ...]:
        made.append(1)
        return (Pile((Symbol((11.0, 104.0), "<svg/>", "Ward"),), (0,)),)

    group = Group("many", late=late, key="x")
    monkeypatch.setattr(STORE, "is_served", False)
    assert "Ward" in group.content().given_json
    monkeypatch.setattr(STORE, "is_served", True)
    first, again = group.content(), group.content()
    assert (first.call, first.given_json) == (again.call, again.given_json)
    assert first.call == "layer"
    assert len(made) == 2
