"""Who may be chosen, and why others may not: by hand in a small country, by plain loops in a real one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import Place
from geo.crs import Metric, distance_m
from geo.errors import FaultsError, SettingError, TooFarError
from layers.tables import layer_of_rows
from planning import packs
from planning.moment import Moment, moment_of, parse_when
from planning.packs import Pack
from planning.siting.candidates import (
    KINDS,
    Agreement,
    CandidateKind,
    CandidateRules,
    Candidates,
    candidates_from_file,
    candidates_of,
)
from planning.supply.facilities import PolicePolicy, doors_at
from planning.supply.trust import trust_of
from tests.planning.forks import alarms, fork
from tests.planning.worlds import spot

NOON = "2025-01-15T12:00+07:00"
ORIGIN = {"source": "by hand", "as_of": "2025-01-01", "confidence": "high", "precision_m": "10"}
FIRMER: dict[PolicePolicy, int] = {"none": 0, "trusted": 1, "all": 2}
Cells = dict[str, Any]


def layer(layer_name: str, *given_rows: Cells, **usual: str) -> gpd.GeoDataFrame:
    """A layer whose rows are given by their differences; `at` is in stretches from J0."""
    full = []
    for row in given_rows:
        lon, lat = spot(row.get("at", 0), north_m=row.get("north_m", 0))
        cells = {key: cell for key, cell in row.items() if key not in {"at", "north_m"}}
        full.append(
            ORIGIN
            | {"name": f"Name of {row['id']}"}
            | usual
            | cells
            | {"lon": str(lon), "lat": str(lat)}
        )
    return layer_of_rows(full, layer_name)


MISSIONS: tuple[Cells, ...] = (
    {"id": "M1", "kind": "embassy"},
    {"id": "M2", "kind": "task_force", "name_ko": "전담반"},
    {"id": "M3", "confidence": "low"},
    {"id": "M4", "valid_to": "2025-01-15"},
    {"id": "M5", "host_country": "VV", "at": 8},
    {"id": "M6", "host_country": "VV", "at": 9, "confidence": "low"},
    {"id": "F1", "country": "JP"},
    {"id": "F2", "country": "JP", "host_country": "VV"},
    {"id": "F3", "country": "JP", "confidence": "low"},
)
ZONES: tuple[Cells, ...] = (
    {"id": "Z1", "status": "candidate", "host": "M1"},
    {"id": "Z2", "status": "promised", "kind": "guard_post"},
    {"id": "Z3", "status": "open"},
    {"id": "Z4", "status": "closed"},
    {"id": "Z5", "status": "promised", "kind": "hotel", "host": "M1"},
    {"id": "Z6", "status": "candidate", "kind": "hospital"},
    {"id": "Z7", "status": "candidate", "confidence": "low"},
    {"id": "Z8", "status": "candidate", "kind": "police_hq", "host": "P2"},
    {"id": "Z9", "status": "candidate", "valid_from": "2025-01-16"},
)
POSTS: tuple[Cells, ...] = (
    {"id": "P1", "trust": "trusted"},
    {"id": "P2", "trust": "avoid"},
    {"id": "P3", "safe_point": "yes"},
    {"id": "P4"},
    {"id": "P5", "confidence": "low", "trust": "trusted"},
    {"id": "P6", "trust": "trusted", "town": "Bad town"},
    {"id": "P7", "trust": "avoid", "confidence": "low"},
    {"id": "G1", "kind": "border_gate", "at": 4},
    {"id": "G2", "kind": "border_gate", "at": 4, "trust": "avoid"},
    {"id": "G3", "kind": "border_gate", "at": 4, "confidence": "low"},
    {"id": "G4", "kind": "border_gate", "at": 2},
    {"id": "G5", "kind": "border_gate", "at": 4, "valid_from": "2025-02-01"},
)
TOWN_KINDS = ("capital", "provincial_seat", "district_town", "border_town", "city", "town")
PLACES: tuple[Cells, ...] = (
    *({"id": kind, "kind": kind, "at": step} for step, kind in enumerate(TOWN_KINDS)),
    *({"id": kind, "kind": kind} for kind in ("village", "hamlet", "suburb", "island")),
    {"id": "unsure", "kind": "town", "confidence": "low"},
)
AREA: Cells = {
    "id": "bad",
    "town": "Bad town",
    "reported_by": "x",
    "claim": "Reported by x.",
    "trust": "avoid",
    "at": 3,
}


@cache
def world(*closed: str) -> Pack:
    """The country of two ways, its gate at J4, with records of every kind."""
    shut = layer("closures", *({"id": key, "target": key} for key in closed), kind="gate")
    return fork(
        gate="J4",
        missions=layer("missions", *MISSIONS, kind="consulate", country="KR", host_country="TT"),
        green_zones=layer("green_zones", *ZONES, kind="gate"),
        police_posts=layer(
            "police_posts", *POSTS, kind="station", province="P", trust="unverified"
        ),
        police_areas=layer("police_areas", AREA, province="P"),
        hospitals=layer(
            "hospitals", {"id": "H1"}, {"id": "H2", "confidence": "low"}, kind="hospital"
        ),
        places=layer("places", *PLACES, province="P"),
        closures=shut,
    )


@cache
def at(pack: Pack, when: str = NOON) -> Moment:
    return moment_of(pack, parse_when(when, pack))


def verdicts(found: Candidates) -> dict[str, str]:
    """Why each was left out, by id; `kept` where it was not."""
    told = {one.id: "kept" for one in found.kept} | {
        one.candidate.id: one.why for one in found.left_out
    }
    assert len(told) == len(found.kept) + len(found.left_out)
    return told


# ---- by hand: every kind, every reason
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("missions", {"M1": "kept", "M2": "kept", "M3": "low_confidence"}),
        ("abroad", {"M5": "no_agreement", "M6": "no_agreement"}),
        ("zones", {"Z1": "kept", "Z2": "kept", "Z7": "low_confidence", "Z8": "police_avoid"}),
        (
            "posts",
            {
                "P1": "kept",
                "P2": "police_avoid",
                "P3": "kept",
                "P4": "police_policy",
                "P5": "low_confidence",
                "P6": "police_avoid",
                "P7": "police_avoid",
            },
        ),
        ("gates", {"G1": "kept", "G2": "police_avoid", "G3": "low_confidence", "G4": "kept"}),
        ("hospitals", {"Z6": "no_consent", "H1": "no_consent", "H2": "low_confidence"}),
        ("hotels", {"Z5": "no_consent"}),
        ("embassies", {"F1": "no_consent", "F3": "low_confidence"}),
    ],
)
def test_what_a_record_alone_says(kind: Any, told: dict[str, str]) -> None:
    found = candidates_of(at(world()), [kind])
    assert verdicts(found) == told
    assert {one.kind for one in found.kept} <= {kind}
    assert all(one.candidate.kind == kind and one.figure is None for one in found.left_out)


def test_towns_are_points_whose_confidence_is_not_asked() -> None:
    found = verdicts(candidates_of(at(world()), ["towns"]))
    assert set(found) == {f"town-{kind}" for kind in (*TOWN_KINDS, "unsure")}
    # the sixth lies a stretch of 6 km beyond the last junction, the way to a road is 5 km at most
    assert [one for one, why in found.items() if why != "kept"] == ["town-town"]


@pytest.mark.parametrize(
    ("police", "kept"), [("none", []), ("trusted", ["P1", "P3"]), ("all", ["P1", "P3", "P4"])]
)
def test_posts_are_asked_by_policy_and_avoided_ones_never(
    police: PolicePolicy, kept: list[str]
) -> None:
    found = candidates_of(at(world()), ["posts"], CandidateRules(police=police))
    assert [one.id for one in found.kept] == kept
    assert verdicts(found)["P2"] == verdicts(found)["P6"] == "police_avoid"


def test_who_agreed_may_be_chosen_unless_the_record_is_unsure() -> None:
    rules = CandidateRules(consents=frozenset({"F1", "F3", "H1", "H2", "Z5", "Z6"}))
    found = candidates_of(at(world()), ["embassies", "hospitals", "hotels"], rules)
    assert [one.id for one in found.kept] == ["F1", "Z6", "H1", "Z5"]
    assert {one.why for one in found.left_out} == {"low_confidence"}


def test_a_closed_gate_is_the_one_that_is_near() -> None:
    """G1 stands at J4; the gate nearest to G4 is J4 too, 12 km away: not its own."""
    found = verdicts(candidates_of(at(world("J4")), ["gates"]))
    assert found == {
        "G1": "closed_gate",
        "G2": "police_avoid",
        "G3": "low_confidence",
        "G4": "kept",
    }


def test_a_mission_over_the_border_stands_at_the_gate_of_its_agreement() -> None:
    rules = CandidateRules(agreements=(Agreement("M5", "G1", 45, 30), Agreement("M6", "G2", 0, 0)))
    sure, doubtful = candidates_of(at(world()), ["abroad"], rules).kept
    assert (sure.id, sure.host, sure.name, sure.extra_s) == ("M5", "M5", "Name of M5", 75 * 60)
    assert (sure.lon, sure.lat) == pytest.approx(spot(4))
    assert (sure.province, sure.precision_m, sure.flags) == ("P", 10.0, ())
    assert doubtful.flags == ("police_avoid", "low_confidence")
    shut = candidates_of(at(world("J4")), ["abroad"], rules)
    assert verdicts(shut) == {"M5": "closed_gate", "M6": "closed_gate"}
    later = CandidateRules(agreements=(Agreement("M5", "G5", 0, 0),))
    assert verdicts(candidates_of(at(world()), ["abroad"], later))["M5"] == "no_agreement"
    assert (
        verdicts(candidates_of(at(world(), "2025-02-01T12:00+07:00"), ["abroad"], later))["M5"]
        == "kept"
    )


def test_without_an_agreement_a_mission_stays_abroad() -> None:
    left = candidates_of(at(world()), ["abroad"]).left_out[0].candidate
    assert (left.lon, left.lat) == pytest.approx(spot(8))
    assert (left.access_m, left.hazard, left.province, left.flags) == (np.inf, 0.0, "", ())
    assert left.extra_s == 0


def test_hosts_names_and_provinces() -> None:
    found = {one.id: one for one in candidates_of(at(world()), KINDS).kept}
    assert found["Z1"].host == "M1"
    assert found["Z2"].host == "Z2"
    assert found["town-capital"].host == "town-capital"
    assert found["M2"].name_ko == "전담반"
    assert {one.province for one in found.values()} == {"P"}
    assert {one.extra_s for one in found.values()} == {0.0}
    assert {(one.hours, one.cost, one.officers) for one in found.values()} == {("", None, None)}


def test_an_id_in_several_kinds_counts_once_as_its_first() -> None:
    moment = at(
        fork(
            missions=world().layers["missions"],
            hospitals=layer("hospitals", {"id": "M1"}, kind="hospital"),
        )
    )
    orders: tuple[list[CandidateKind], ...] = (["missions", "hospitals"], ["hospitals", "missions"])
    both = [candidates_of(moment, kinds) for kinds in orders]
    assert verdicts(both[0])["M1"] == "kept"
    assert verdicts(both[1])["M1"] == "no_consent"


def test_the_order_is_that_of_the_kinds_and_of_the_records() -> None:
    one, other = (candidates_of(at(world()), KINDS) for _ in range(2))
    assert one == other
    assert [found.id for found in one.kept[:4]] == ["M1", "M2", "Z1", "Z2"]
    turned = candidates_of(at(world()), list(reversed(KINDS)))
    assert {found.id for found in turned.kept} == {found.id for found in one.kept}


def test_a_pack_without_a_layer_of_hospitals() -> None:
    assert "hospitals" not in fork().layers
    assert candidates_of(at(fork()), ["hospitals", "hotels"]) == Candidates(())


# ---- by hand: the road and the danger
def test_too_far_from_a_road_is_told_in_metres() -> None:
    rows = [{"id": f"Z{km}", "north_m": 1000 * km, "status": "candidate"} for km in (0, 2, 4, 7)]
    moment = at(fork(green_zones=layer("green_zones", *rows, kind="gate")))
    for most_m, kept in ((None, 3), (1e5, 3), (3000.0, 2), (0.0, 1)):
        found = candidates_of(moment, ["zones"], CandidateRules(most_access_m=most_m))
        assert [one.id for one in found.kept] == ["Z0", "Z2", "Z4"][:kept]
        for left, km in zip(found.left_out, (0, 2, 4, 7)[kept:], strict=True):
            assert (left.why, left.candidate.id) == ("far_from_road", f"Z{km}")
            assert left.figure == left.candidate.access_m == pytest.approx(1000 * km, rel=1e-3)


def test_where_every_road_is_closed_there_is_none() -> None:
    closed = layer(
        "closures",
        *({"id": f"r{i}", "target": f"r{i}"} for i in range(4)),
        {"id": "north", "target": "north"},
        kind="road",
    )
    found = candidates_of(
        at(fork(missions=world().layers["missions"], closures=closed)), ["missions"]
    )
    assert verdicts(found) == {"M1": "no_road", "M2": "no_road", "M3": "low_confidence"}
    assert {one.figure for one in found.left_out} == {None}


def test_danger_above_the_most_is_told_and_the_most_itself_will_do() -> None:
    moment = at(world())
    hazard = float(moment.hazard.at(*(np.array([degrees]) for degrees in spot(1)))[0])
    assert 0.5 < hazard < 1
    for most, why in ((1.0, "kept"), (hazard, "kept"), (hazard - 1e-9, "hazard")):
        found = candidates_of(moment, ["towns"], CandidateRules(most_hazard=most))
        assert verdicts(found)["town-provincial_seat"] == why
    (left,) = (one for one in found.left_out if one.why == "hazard")
    assert left.figure == left.candidate.hazard == hazard


def test_a_travel_ban_is_flagged_and_nothing_is_left_out_for_it() -> None:
    ban = alarms({}, {"area_name": "Elsewhere", "level": 3.0, "at": spot(0)})
    plain, banned = (
        candidates_of(at(replace(world(), layers={**world().layers, **more})), KINDS)
        for more in ({}, {"travel_alarms": ban})
    )
    assert verdicts(banned) == verdicts(plain)
    near = {one.id for one in banned.kept if distance_m((one.lon, one.lat), spot(2)) <= 1000}
    assert near
    assert {one.id for one in banned.kept if "travel_ban" in one.flags} == near


# ---- by hand: junctions
def test_of_each_cell_the_junction_where_most_roads_meet() -> None:
    """J1 and J3 have three roads, J2 two, J0 one; J4 is a gate and no junction."""
    (only,) = candidates_of(at(world()), ["junctions"], CandidateRules(grid_m=1e6)).kept
    assert (only.id, only.name) == ("junction-J1", "Junction near Name of provincial_seat")
    fine = candidates_of(at(world()), ["junctions"], CandidateRules(grid_m=1000)).kept
    assert [one.id for one in fine] == ["junction-J0", "junction-J1", "junction-J2", "junction-J3"]


def test_a_junction_without_places_is_named_by_its_id() -> None:
    moment = at(fork(places=layer_of_rows([], "places")))
    found = candidates_of(moment, ["junctions"], CandidateRules(grid_m=1e6)).kept
    assert [(one.name, one.province) for one in found] == [("Junction J1", "")]


# ---- rules that mean nothing
def test_every_bad_number_is_named() -> None:
    with pytest.raises(FaultsError) as caught:
        CandidateRules(
            most_hazard=float("nan"),
            most_access_m=-1,
            grid_m=10,
            agreements=(Agreement("M5", "G1", -1, 0), Agreement("M5", "G1", 0, float("inf"))),
        )
    assert [fault.code for fault in caught.value.faults] == ["RANGE"] * 5 + ["AGREEMENT"]


def test_agreements_and_consents_of_nobody_are_refused() -> None:
    rules = CandidateRules(
        agreements=(Agreement("M1", "P1", 0, 0), Agreement("M6", "G1", 0, 0)),
        consents=frozenset({"H1", "nobody", "M1"}),
    )
    with pytest.raises(FaultsError) as caught:
        candidates_of(at(world()), ["towns"], rules)
    told = [fault.message for fault in caught.value.faults]
    assert told == [
        "no mission of ours over the border 'M1'",
        "no border gate 'P1'",
        "no foreign mission, hotel or hospital 'M1'",
        "no foreign mission, hotel or hospital 'nobody'",
    ]


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match="name of missions, abroad"):
        candidates_of(at(world()), ["casinos"])  # type: ignore[list-item]


# ---- a law
@st.composite
def rule_pairs(draw: st.DrawFn) -> tuple[CandidateRules, CandidateRules]:
    """Rules, and others that are nowhere looser."""
    hosts = draw(st.sets(st.sampled_from(["F1", "F3", "H1", "H2", "Z5", "Z6"])))
    gates = draw(st.lists(st.sampled_from(["G1", "G2", "G3", "G4", "G5"]), min_size=2, max_size=2))
    agreed = [Agreement(one, gate, 5, 5) for one, gate in zip(["M5", "M6"], gates, strict=True)]
    loose, tight = sorted(
        draw(st.tuples(*2 * [st.sampled_from(["none", "trusted", "all"])])),
        key=FIRMER.__getitem__,
        reverse=True,
    )
    least, most = sorted(draw(st.tuples(*2 * [st.floats(0, 1)])))
    near, far = sorted(draw(st.tuples(*2 * [st.floats(0, 9000)])))
    open_rules = CandidateRules(
        most_hazard=most,
        most_access_m=draw(st.sampled_from([far, None])),
        police=loose,
        consents=frozenset(hosts),
        agreements=tuple(agreed),
    )
    kept = draw(st.integers(0, len(agreed)))
    some = frozenset(draw(st.sets(st.sampled_from(sorted(hosts))))) if hosts else frozenset()
    strict = CandidateRules(
        most_hazard=least,
        most_access_m=near,
        police=tight,
        consents=some,
        agreements=tuple(agreed[:kept]),
    )
    return open_rules, strict


@settings(deadline=None)
@given(rule_pairs(), st.sets(st.sampled_from(KINDS), min_size=1), st.booleans())
def test_each_is_kept_or_left_out_and_tighter_rules_add_nobody(
    pair: tuple[CandidateRules, CandidateRules], kinds: Iterable[Any], is_shut: bool
) -> None:
    moment = at(world(*(["J4"] if is_shut else [])))
    chosen = [kind for kind in KINDS if kind in set(kinds)]
    loose, tight = (candidates_of(moment, chosen, rules) for rules in pair)
    assert list(verdicts(loose)) != [] or set(chosen) <= {"hotels"}
    assert set(verdicts(loose)) == set(verdicts(tight))
    assert {one.id for one in tight.kept} <= {one.id for one in loose.kept}
    assert all(one.hazard <= pair[1].most_hazard for one in tight.kept)
    assert all(one.access_m <= (pair[1].most_access_m or 0) for one in tight.kept)


# ---- a real country, asked one record at a time
@cache
def night() -> Moment:
    pack = packs.open_pack("KHM")
    return at(pack, "2025-10-18T02:00+07:00")


@cache
def everything(police: PolicePolicy = "all") -> Candidates:
    return candidates_of(night(), KINDS, CandidateRules(police=police))


def test_hazard_road_and_ban_of_each_as_if_it_were_alone() -> None:
    moment = night()
    placed = [
        *everything().kept,
        *(one.candidate for one in everything().left_out if one.why != "no_agreement"),
    ]
    bans = [row for row in moment.layer("travel_alarms").to_dict("records") if row["level"] == 4]
    places = moment.pack.layers["places"].to_dict("records")
    assert {row["area_kind"] for row in bans} == {"municipality", "named_area"}
    for one in placed[::7]:
        here = (one.lon, one.lat)
        assert one.hazard == pytest.approx(
            float(moment.hazard.at(*map(np.array, ([one.lon], [one.lat])))[0])
        )
        spot_here = Place(one.lat, one.lon, 0.0, one.id, "coordinate", "")
        try:
            assert one.access_m == pytest.approx(moment.snap_place(spot_here).access_m.min())
        except TooFarError:
            assert one.access_m > moment.access.limit_m
        near = min(places, key=lambda row: distance_m(here, (row["lon"], row["lat"])))
        town = {(near["province"], near["name"]), (near["province"], near["district"])}
        is_banned = any(
            distance_m(here, (row["lon"], row["lat"])) <= row["extent_m"]
            if row["area_kind"] == "named_area"
            else (row["province"], row["area_name"]) in town
            for row in bans
        )
        assert ("travel_ban" in one.flags) == is_banned
        assert one.province == near["province"] or one.kind in {"posts", "gates", "towns"}


@pytest.mark.parametrize("police", ["none", "trusted", "all"])
@pytest.mark.parametrize("when", ["2025-10-18T02:00+07:00", "2025-12-01T02:00+07:00"])
def test_posts_are_those_that_coverage_counts(police: PolicePolicy, when: str) -> None:
    moment = at(packs.open_pack("KHM"), when)
    posts = set(moment.pack.layers["police_posts"]["id"])
    counted = {door.id for door in doors_at(moment, police=police)} & posts
    found = candidates_of(moment, ["posts"], CandidateRules(police=police))
    assert {one.id for one in found.kept} == counted
    for left in found.left_out:
        is_avoided = trust_of(moment, left.candidate.id).level == "avoid"
        assert (left.why == "police_avoid") == is_avoided


def test_gates_before_and_after_they_were_closed() -> None:
    pack = packs.open_pack("KHM")
    before, after = (
        verdicts(candidates_of(at(pack, when), ["gates"]))
        for when in ("2025-06-01T12:00+07:00", "2025-10-18T02:00+07:00")
    )
    gates = pack.layers["police_posts"].query("kind == 'border_gate'")
    told_closed = gates["reported_issue"].str.contains("crossings reported closed")
    assert {one for one, why in after.items() if why == "closed_gate"} == set(
        gates["id"][told_closed]
    )
    assert "closed_gate" not in before.values()
    assert {one for one in after if after[one] != before[one]} == set(gates["id"][told_closed])


def test_one_junction_for_each_cell_that_has_a_road() -> None:
    network = night().pack.network
    degree: Counter[int] = Counter()
    ferry = {int(record) for record in network.record[np.isnan(network.ferry_s) == 0]}
    for record in range(network.record_count):
        edge = int(np.flatnonzero(network.record == record)[0])
        if record not in ferry:
            degree.update([int(network.tail[edge]), int(network.head[edge])])
    gates = set(night().pack.junctions.query("kind == 'border_gate'")["id"])
    best: dict[tuple[int, int], tuple[int, str]] = {}
    metric = Metric(night().pack.crs)
    for node, roads in degree.items():
        key = str(network.node_key[node])
        x, y = metric.to_metres([network.lon[node]], [network.lat[node]])
        cell = floor(x[0] / 25_000), floor(y[0] / 25_000)
        if key not in gates:
            best[cell] = min(best.get(cell, (0, "")), (-roads, key))
    found = [one for one in everything().kept if one.kind == "junctions"]
    assert {one.id for one in found} == {f"junction-{key}" for _, key in best.values()}
    assert all(one.name.startswith("Junction near ") for one in found)
    assert all(one.precision_m > 0 for one in found)


def test_an_island_has_no_road_however_near_one_is() -> None:
    left = {one.candidate.id: one for one in everything().left_out}
    island, remote = left["town-koh-rong"], left["town-siem-pang"]
    assert (island.why, island.figure, island.candidate.access_m) == ("no_road", None, np.inf)
    assert remote.why == "far_from_road"
    assert remote.figure is not None
    assert 30_000 < remote.figure < 60_000


def test_every_record_in_force_is_somewhere_once() -> None:
    """Counted from the rows themselves, kind by kind."""
    moment = night()
    posts, zones, missions = (
        moment.layer(kind) for kind in ("police_posts", "green_zones", "missions")
    )
    pending = zones["status"].isin(["candidate", "promised"])
    ours, here = missions["country"] == "KR", missions["host_country"] == "KH"
    wanted = {
        "missions": (ours & here).sum(),
        "abroad": (ours & ~here).sum(),
        "embassies": (~ours & here).sum(),
        "zones": (pending & (zones["kind"] != "hotel")).sum(),
        "hotels": (pending & (zones["kind"] == "hotel")).sum(),
        "posts": (posts["kind"] != "border_gate").sum(),
        "gates": (posts["kind"] == "border_gate").sum(),
        "towns": moment.layer("places")["kind"].isin(TOWN_KINDS).sum(),
    }
    found = [*everything().kept, *(one.candidate for one in everything().left_out)]
    counted = Counter(one.kind for one in found if one.kind != "junctions")
    assert counted == wanted
    assert len({one.id for one in found}) == len(found)


# ---- a table of one's own
def table(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def own(step: float, north_m: float = 0.0) -> str:
    lon, lat = spot(step, north_m=north_m)
    return f"{lat:.7f},{lon:.7f}"


def test_a_table_is_read_whole(tmp_path: Path) -> None:
    text = (
        "id,lat,lon,name,hours,cost,officers,capacity,host,precision_m,remark\n"
        f'a,{own(0)},호텔,Mo-Fr 08:00-17:00,"1,5",3,40,M1,25,x\n'
        f"b,{own(2)},,,,,,a,,\n"
        f"c,{own(0, 7000)},,24/7,0,0,0,,,\n"
    )
    found = candidates_from_file(at(world()), table(tmp_path, text))
    first, second = found.kept
    assert (first.id, first.name, first.host, first.kind) == ("a", "호텔", "M1", "points")
    assert (first.hours, first.cost, first.officers, first.capacity) == (
        "Mo-Fr 08:00-17:00",
        1.5,
        3,
        40,
    )
    assert (first.precision_m, first.province, first.extra_s) == (25, "P", 0)
    assert (second.name, second.host, second.hours, second.precision_m) == ("b", "a", "", 0)
    assert (second.cost, second.officers, second.capacity) == (None, None, None)
    assert verdicts(found)["c"] == "far_from_road"
    assert (found.left_out[0].candidate.cost, found.left_out[0].candidate.host) == (0, "c")


def test_a_bare_table_by_the_rules(tmp_path: Path) -> None:
    path = table(tmp_path, f"id,lat,lon\na,{own(0)}\nb,{own(1)}\n")
    found = candidates_from_file(at(world()), path, CandidateRules(most_hazard=0.1))
    assert verdicts(found) == {"a": "kept", "b": "hazard"}


def test_every_fault_of_a_table_is_told_at_once_at_its_row(tmp_path: Path) -> None:
    text = (
        "id,lat,lon,hours,cost,officers,capacity,host,precision_m\n"
        f"a,{own(0)},Mo-Xx,-1,some,nan,nobody,-3\n"
        "\n"  # rows are counted as a person counts them
        "b,95,104,,,,,,\n"
        "c,12,105.5,,,,,,\n"
        f"a,{own(0)},,,,,,,\n"
        f",{own(0)},,inf,,,,\n"
        f"M1,{own(1)},,,,,,,\n"
        "d,,104,,,,,,\n"
    )
    with pytest.raises(FaultsError) as caught:
        candidates_from_file(at(world()), table(tmp_path, text))
    told = [(fault.row, fault.column) for fault in caught.value.faults]
    assert told == [
        *((2, name) for name in ("hours", "cost", "officers", "capacity", "host", "precision_m")),
        (4, "lat"),
        (5, None),
        (6, "id"),
        (7, "id"),
        (7, "cost"),
        (8, "id"),
        (9, "lat"),
    ]
    assert "Elsewhere" in str(caught.value)
    assert "'M1' is 'Name of M1' on file, 6.0 km from here" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds nothing"),
        ("id,lat,lon\n", "no row"),
        ("id,lat\na,12\n", "row 1, lon: the column is missing"),
        ("id,lat,lon\na,0,0\n", "row 2"),
        ("id,lat,lon\na,104,12\n", "row 2"),
        ("id,lat,lon,cost\na,12\n", "has 2 cells"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(FaultsError, match=says):
        candidates_from_file(at(world()), table(tmp_path, text))


def test_a_record_on_file_may_be_listed_where_it_stands(tmp_path: Path) -> None:
    """So that what was told can be written down, changed and read again."""
    found = candidates_of(at(world()), ["missions", "zones", "towns", "junctions"])
    lines = [f"{one.id},{one.lat!r},{one.lon!r},{one.host}" for one in found.kept]
    again = candidates_from_file(
        at(world()), table(tmp_path, "id,lat,lon,host\n" + "\n".join(lines))
    )
    assert [one.id for one in again.kept] == [one.id for one in found.kept]
