"""One pair of places has one time through every door, on the streets of Porto Alegre."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from geo.coordinates import Place
from layers.tables import layer_of_rows, write_layer
from planning.cover.demand import demand_of
from planning.coverage import assess_coverage
from planning.dispatch import assess_incident
from planning.making.building import Ministry, write_pack
from planning.making.drafts import Wanted, draft_from_osm
from planning.manifests import seal_pack
from planning.matrix import drive_matrix
from planning.moment import Moment, moment_of
from planning.packs import open_pack
from planning.routes import plan_route
from planning.ways.choices import choices_between, variety_between
from routing.isochrones import Runs
from routing.network import Mode
from routing.paths import Path as Drive

PEAK = datetime(2025, 3, 12, 8, tzinfo=ZoneInfo("America/Sao_Paulo"))
SAME_S = 1e-6
START = (-51.2301, -30.0332)
GOALS = {
    "S0": (-51.2178, -30.0410),
    "S1": (-51.1745, -30.0602),
    "S2": (-51.1589, -30.0105),
    "S3": (-51.2299, -30.0334),  # the next corner
    "S4": (-51.1990, -30.1005),
}
COMMON = {"precision_m": "1", "source": "by hand", "as_of": "2025-01-01", "confidence": "high"}


def cells(at: tuple[float, float], **own: str) -> dict[str, str]:
    return COMMON | {"lon": str(at[0]), "lat": str(at[1]), **own}


@pytest.fixture(scope="module")
def moment(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Moment:
    """A pack built from the raw map, with a mission and a unit at the start, a site at each goal."""
    folder = tmp_path_factory.mktemp("packs") / "POA"
    draft = draft_from_osm(shared / "data" / "osm" / "porto_alegre_osm.pbf", Wanted())
    write_pack("POA", draft, folder, ministry=Ministry(), source="porto_alegre_osm.pbf")
    hours = {"name_ko": "", "country": "KR"}
    site = {
        "level": "site", "evidence": "confirmed", "status": "reported_active", "in_risk": "yes",
        "claim_date": "2025-01-01", "status_date": "2025-01-01", "claim": "press", "province": "P", "claimed_by": "x",
    }  # fmt: skip
    layers = {
        "missions": [
            cells(START, id="M", name="Mission", kind="consulate", host_country="BR",
                  hours="24/7", after_hours_admission="yes", **hours)
        ],
        "units": [
            cells(START, id="U", name="Unit", base="M", kind="consular_officer", shifts="24/7",
                  on_call="yes", **hours)
        ],
        "sites": [cells(spot, id=key, name=key, **site) for key, spot in GOALS.items()],
    }  # fmt: skip
    for kind, rows in layers.items():
        write_layer(layer_of_rows(rows, kind), folder / f"{kind}.csv", kind)
    seal_pack(folder)
    return moment_of(open_pack(str(folder)), PEAK)


def place(lon: float, lat: float) -> Place:
    return Place(lat=lat, lon=lon, error_m=1.0, name=f"{lat} {lon}", kind="coordinate", text="")


def drives(moment: Moment) -> dict[str, Drive]:
    return {key: plan_route(moment, place(*START), place(*at)).path for key, at in GOALS.items()}


@pytest.mark.parametrize("mode", ["car", "motorbike", "foot"])
def test_route_ways_and_matrix_tell_one_time(moment: Moment, mode: Mode, tmp_path: Path) -> None:
    travelling = moment.travelling(mode)
    routes = drives(travelling)
    one, other = tmp_path / "from.csv", tmp_path / "to.csv"
    one.write_text("id,lat,lon\nstart,{1},{0}\n".format(*START), "utf-8")
    rows = [f"{key},{lat},{lon}" for key, (lon, lat) in GOALS.items()]
    other.write_text("\n".join(["id,lat,lon", *rows, ""]), "utf-8")
    seconds = [path.seconds for path in routes.values()]
    table = drive_matrix(travelling, one, other)
    assert table.columns == tuple(GOALS)
    assert table.seconds[0] == pytest.approx(seconds, abs=SAME_S)
    back = drive_matrix(travelling, other, one).seconds[:, 0]
    for number in (0, 2, 3):
        ends = place(*START), place(*GOALS[f"S{number}"])
        assert choices_between(travelling, *ends).routes[0].path.seconds == pytest.approx(
            seconds[number], abs=SAME_S
        )
        assert variety_between(travelling, *ends, count=1).routes[0].path.seconds == pytest.approx(
            seconds[number], abs=SAME_S
        )
        assert plan_route(travelling, *ends[::-1]).path.seconds == pytest.approx(
            back[number], abs=SAME_S
        )


def test_eta_and_coverage_tell_the_same_time(moment: Moment) -> None:
    routes, delays = drives(moment), moment.pack.settings.delays
    coverage = assess_coverage(
        moment, demand_of(moment, "sites"), golden_s=1.0, direction="response"
    )
    covered = dict(zip(coverage.demand.ids, coverage.eta_s.tolist(), strict=True))
    for key, at in GOALS.items():
        [responder] = assess_incident(moment, place(*at), golden_s=3600).responders
        parts, path = responder.parts, routes[key]
        assert parts.drive_s == pytest.approx(path.seconds, abs=SAME_S)
        assert (parts.access_s, parts.egress_s) == pytest.approx(
            (path.access_s, path.egress_s), abs=SAME_S
        )
        before_s = delays.answer_s + delays.processing_s + parts.turnout_s
        assert covered[key] == pytest.approx(before_s + path.total_s, abs=SAME_S)
        assert parts.eta_s == pytest.approx(covered[key], abs=SAME_S)


def test_the_edge_of_an_isochrone_lies_at_that_time(moment: Moment) -> None:
    """A microsecond before its time a place is not reached, a microsecond later it is."""
    start = moment.snap_place(place(*START))
    for key, path in drives(moment).items():
        reached_s = path.access_s + path.seconds
        runs = Runs.from_places(moment.travel, start, inbound=False, most_s=reached_s + 1)
        foot = int(np.flatnonzero(path.end.access_s == path.egress_s)[0])
        record, share = int(path.end.record[foot]), float(path.end.share[foot])
        for more_s, is_reached in ((-SAME_S, False), (SAME_S, True)):
            records, shares = runs.stretches(
                moment.travel, after_s=-1.0, within_s=reached_s + more_s
            )
            at = shares[records == record]
            assert bool(((at[:, 0] <= share) & (share <= at[:, 1])).any()) is is_reached, key


def test_caution_and_rules_never_change_the_clock(moment: Moment) -> None:
    """A longer way is chosen, but an edge takes what it takes."""
    for caution in (0.0, 3.0, 1e4):
        path = plan_route(moment, place(*START), place(*GOALS["S1"]), caution=caution).path
        own = moment.travel.seconds[path.edges] * np.diff(path.edge_share)[:, 0]
        assert path.seconds == pytest.approx(float(own.sum()), abs=SAME_S)
        calm = replace(moment, hazard=moment.hazard.without(list(GOALS)))
        least = plan_route(calm, place(*START), place(*GOALS["S1"]), caution=caution).path
        assert least.seconds <= path.seconds + SAME_S
        assert least.exposure_s == 0
