"""What is typed about a case: only the place is kept, and busy units are not free."""

from dataclasses import replace
from datetime import datetime

import pytest

from planning.cover.demand import demand_of
from planning.coverage import assess_coverage
from planning.dispatch import assess_incident
from planning.incidents.desk import (
    Draft,
    place_of,
    read_sighting,
    sighting_of,
    unit_faults,
    without,
)
from planning.incidents.events import TimeTold
from planning.moment import moment_of
from planning.places import locate
from planning.supply.facilities import absent_units, units_at
from tests.planning.worlds import make_pack, spot

PACK = make_pack()
NOON = datetime(2025, 1, 15, 12, tzinfo=PACK.zone)
MIDDLE = f"{spot(2)[1]:.6f}, {spot(2)[0]:.6f}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Town 2", "Town 2"),
        ("town 2", "Town 2"),
        ("near Town 2", "near Town 2"),
        ("5 km north of Town 2", "5.0 km from Town 2"),
        (MIDDLE, f"{spot(2)[1]:.5f}, {spot(2)[0]:.5f}"),
        (f"Kim waits at {MIDDLE}", f"{spot(2)[1]:.5f}, {spot(2)[0]:.5f}"),
        (f"https://maps.google.com/?q={MIDDLE.replace(' ', '')}&who=Kim", f"{spot(2)[1]:.5f}, {spot(2)[0]:.5f}"),
    ],
)  # fmt: skip
def test_what_was_typed_is_not_kept(typed: str, kept: str) -> None:
    seen = read_sighting(PACK, typed, when=NOON)
    assert seen.text == kept
    assert seen.seen_at == NOON


def test_an_error_told_widens_and_never_narrows() -> None:
    sure = read_sighting(PACK, "Town 2", when=NOON)
    vague = read_sighting(PACK, "Town 2", when=NOON, error_m=20_000.0)
    assert read_sighting(PACK, "Town 2", when=NOON, error_m=1.0).error_m == sure.error_m
    assert vague.error_m == 20_000.0
    assert place_of(vague).error_m == 20_000.0


def test_a_place_in_view_becomes_a_sighting_without_what_was_typed() -> None:
    place = replace(locate(PACK, "near Town 2"), name="where Kim waits", text="Kim")
    sighting = sighting_of(PACK, place, when=NOON)
    assert sighting == replace(read_sighting(PACK, "near Town 2", when=NOON), seen_at=NOON)
    assert sighting.error_m == place.error_m


def test_a_draft_keeps_every_fault_and_reads_the_rest() -> None:
    draft = Draft(PACK, NOON)
    draft.time("called", " NOW ")
    draft.time("answered", "30 February")
    draft.time("sent", None)
    draft.place("Atlantis", when=NOON, error_m=None)
    draft.units(sent=["U1", "U9", "U1", "U9"], freed=["gone"])
    assert draft.changes[0] == TimeTold("called", NOON)
    assert [fault.code for fault in draft.faults] == ["BAD_TIME", "UNKNOWN_PLACE", "UNKNOWN_ID"]
    assert [fault.column for fault in draft.faults] == ["answered", "place", None]


def test_units_and_posts_are_known() -> None:
    assert unit_faults(PACK, ["U1", "P4"]) == []
    (fault,) = unit_faults(PACK, ["U2", "U2"])
    assert "units of this pack are U1" in fault.message


def test_a_busy_unit_is_not_free_for_the_next_case() -> None:
    moment = moment_of(PACK, NOON)
    tied_up = without(moment, {"U1", "P4"})
    assert [unit.id for unit in units_at(moment, police="all")] == ["U1", "P4"]
    assert units_at(tied_up, police="all") == []
    assert absent_units(tied_up) == []
    place = place_of(read_sighting(PACK, "Town 2", when=NOON))
    card = assess_incident(tied_up, place, golden_s=3600.0, police="all")
    assert (card.responders, card.busy) == ((), ("Officers", "Post"))
    assert assess_incident(moment, place, golden_s=3600.0).responders


def test_a_busy_unit_covers_nothing() -> None:
    moment = moment_of(PACK, NOON)
    demand = demand_of(moment, "sites")
    free, tied_up = (
        assess_coverage(one, demand, golden_s=3600.0, direction="response").covered_share
        for one in (moment, without(moment, ["U1"]))
    )
    assert free > tied_up == 0.0
