"""The built-in pack through every door: the questions that started this, and one clock for all."""

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.coordinates import Place
from planning.cover.demand import demand_of
from planning.coverage import assess_coverage
from planning.dispatch import assess_incident
from planning.eta import Points, response_times
from planning.moment import Moment, moment_of, parse_when
from planning.packs import Pack, open_pack
from planning.places import locate
from planning.routes import plan_route
from planning.supply.facilities import units_at
from planning.ways.meeting import plan_meetings
from routing.isochrones import isochrones
from routing.reach import seconds_between, seconds_to_nodes


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack()


def at(pack: Pack, when: str) -> Moment:
    return moment_of(pack, parse_when(when, pack))


def way(moment: Moment, start: str, end: str) -> tuple[float, set[str]]:
    path = plan_route(moment, locate(moment.pack, start), locate(moment.pack, end)).path
    return path.seconds, set(path.refs)


def closing(pack: Pack, ref: str) -> Pack:
    """The pack with every record of one road closed from 2025-03-01 to 2025-04-01."""
    network = pack.network
    keys = {
        str(network.record_key[network.record[edge]])
        for edge in range(network.edge_count)
        if network.refs[network.ref[edge]] == ref
    }
    closures = pack.layers["closures"]
    extra = [
        closures.iloc[0].to_dict()
        | {"id": f"x{i}", "target": key, "valid_from": "2025-03-01", "valid_to": "2025-04-01"}
        for i, key in enumerate(sorted(keys))
    ]
    more = pd.concat([closures, pd.DataFrame(extra)], ignore_index=True)
    return replace(pack, layers=MappingProxyType({**pack.layers, "closures": more}))


def test_the_coast_is_reached_by_the_expressway_until_it_is_closed(pack: Pack) -> None:
    seconds, refs = way(at(pack, "2025-03-15T11:00"), "Phnom Penh", "Sihanoukville")
    assert "E4" in refs
    shut = closing(pack, "E4")
    longer, by = way(at(shut, "2025-03-15T11:00"), "Phnom Penh", "Sihanoukville")
    assert "E4" not in by
    assert "NR4" in by
    assert 1.3 * seconds < longer < 3 * seconds
    again, refs_again = way(at(shut, "2025-04-15T11:00"), "Phnom Penh", "Sihanoukville")
    assert (again, refs_again) == (seconds, refs)


@pytest.mark.parametrize(("start", "end"), [("Kratie", "Banlung"), ("Siem Reap", "Poipet")])
def test_night_and_wet_season_are_slower_on_the_road(pack: Pack, start: str, end: str) -> None:
    day = way(at(pack, "2025-01-15T11:00"), start, end)[0]
    assert day < way(at(pack, "2025-01-15T23:00"), start, end)[0] < 1.5 * day
    assert day < way(at(pack, "2025-08-15T11:00"), start, end)[0] < 1.5 * day


def test_no_korean_unit_reaches_sihanoukville_in_an_hour_at_night(pack: Pack) -> None:
    moment = at(pack, "2025-10-18T02:00+07:00")
    card = assess_incident(moment, locate(pack, "Sihanoukville"), golden_s=3600)
    assert card.responders
    assert all(not one.in_time and not one.unit.on_duty for one in card.responders)
    assert all(one.parts.drive_s > 2 * 3600 for one in card.responders)
    assert all(not point.in_time for point in card.safe_points)
    embassy = next(point for point in card.safe_points if point.door.id == "M001")
    assert embassy.open_on_arrival is False
    assert embassy.opens_at == datetime.fromisoformat("2025-10-20T08:00:00+07:00")


def test_the_task_force_exists_from_its_first_day(pack: Pack) -> None:
    before, after = (
        {unit.id for unit in units_at(at(pack, when))}
        for when in ("2025-11-09T23:59", "2025-11-10T00:00")
    )
    assert after - before == {"U003"}


def test_no_green_zone_is_open(pack: Pack) -> None:
    assert "open" not in set(pack.layers["green_zones"]["status"])


def test_one_clock_for_route_matrix_eta_and_coverage(pack: Pack) -> None:
    moment = at(pack, "2025-01-15T11:00")
    units = units_at(moment)
    demand = demand_of(moment, "sites")
    drive = seconds_between(
        moment.travel,
        moment.snap([unit.lon for unit in units], [unit.lat for unit in units]),
        moment.snap(demand.points.lon, demand.points.lat),
    )
    response = response_times(moment, units, demand.points)
    coverage = assess_coverage(moment, demand, golden_s=60, direction="response")
    np.testing.assert_allclose(coverage.eta_s, response.eta_s.min(axis=0), rtol=0, atol=1e-6)
    np.testing.assert_array_equal(response.drive.drive_s, drive.drive_s)
    for column in range(0, len(demand.ids), 7):
        goal = place(demand.points, column)
        for row, unit in enumerate(units):
            base = Place(unit.lat, unit.lon, 1.0, unit.name, "coordinate", "")
            path = plan_route(moment, base, goal).path
            assert path.seconds == pytest.approx(drive.drive_s[row, column], abs=1e-6)
            assert path.total_s == pytest.approx(drive.total_s[row, column], abs=1e-6)


def place(points: Points, row: int) -> Place:
    return Place(
        float(points.lat[row]), float(points.lon[row]), 1.0, f"point {row}", "coordinate", ""
    )


@pytest.mark.parametrize("caution", [0.5, 4.0, 40.0, 1000.0])
def test_caution_lowers_exposure_and_never_touches_the_clock(pack: Pack, caution: float) -> None:
    moment = at(pack, "2025-10-18T11:00")
    ends = [locate(pack, name) for name in ("Kampot", "Sihanoukville")]
    plain = plan_route(moment, *ends).path
    careful = plan_route(moment, *ends, caution=caution).path
    assert careful.exposure_s <= plain.exposure_s + 1e-9
    assert careful.seconds >= plain.seconds - 1e-9
    clock = moment.travel.seconds[careful.edges]
    share = np.abs(careful.edge_share[:, 1] - careful.edge_share[:, 0])
    assert careful.seconds == pytest.approx(float((clock * share).sum()))


@pytest.mark.parametrize("inbound", [False, True], ids=["outwards", "inwards"])
def test_bands_of_an_hour_hold_every_junction_within_it(pack: Pack, *, inbound: bool) -> None:
    moment = at(pack, "2025-03-15T11:00")
    capital = moment.snap_place(locate(pack, "Phnom Penh"))
    bands = isochrones(moment.travel, capital, inbound=inbound)
    assert bands.is_valid.all()
    assert shapely.coverage_is_valid(bands.geometry.to_numpy())
    node_s = seconds_to_nodes(moment.travel, capital, inbound=inbound)[0]
    for count, bound in enumerate(bands["minutes"], start=1):
        within = shapely.union_all(bands.geometry.to_numpy()[:count])
        nodes = node_s <= 60 * bound
        lon, lat = pack.network.lon[nodes], pack.network.lat[nodes]
        assert np.all(shapely.contains_xy(within, lon, lat))


def test_a_victim_of_sihanoukville_is_met_at_the_embassy_while_it_is_open(pack: Pack) -> None:
    moment, here = at(pack, "2025-10-20T09:00"), locate(pack, "Sihanoukville")
    first, *others = plan_meetings(moment, here, mode="car")
    assert first.door.kind in {"embassy", "gate"}
    assert first.is_open
    assert first.victim_path.total_s == pytest.approx(first.victim_s)
    # The unit is based there: the victim's drive is what counts.
    assert first.meeting_s == first.victim_s
    assert all(other.is_open is None or other.meeting_s >= first.meeting_s for other in others)
