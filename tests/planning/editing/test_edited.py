"""Edits over the built-in pack: laid over it, refused, taken back; the pack itself never changes."""

from datetime import UTC, datetime
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ConflictError, FaultsError, SettingError
from planning import packs
from planning.editing.changesets import Changeset, RowChange, changeset_text, read_changeset
from planning.editing.edited import (
    changes_to,
    changeset_of,
    row_texts,
    undo_of,
    undone,
    with_edits,
)
from planning.places import locate

NOW = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
SIGNED = ("consular desk", NOW)
ZONE = {
    "id": "own-1",
    "name": "Gate on trial",
    "kind": "gate",
    "status": "candidate",
    "lat": "11.55",
    "lon": "104.92",
    "precision_m": "50",
    "source": "entered here",
    "as_of": "2026-11-27",
    "confidence": "medium",
}


@cache
def pack() -> packs.Pack:
    return packs.open_pack("KHM")


def saved(changes: tuple[RowChange, ...], number: int = 1, layer: str = "green_zones") -> Changeset:
    return changeset_of(number, changes, layer=layer, signed=SIGNED)


def rows_of(edited: packs.Pack, kind: str) -> dict[str, dict[str, str]]:
    return row_texts(edited.layers[kind], kind)


def test_a_new_row_is_there_with_its_defaults_and_the_pack_is_as_it_was() -> None:
    before = rows_of(pack(), "green_zones")
    changes = changes_to(pack(), "green_zones", [ZONE])
    edited = with_edits(pack(), [saved(changes)]).pack
    row = rows_of(edited, "green_zones")["own-1"]
    assert row["admits_anyone"] == "unknown"
    assert edited.layers["green_zones"].geometry.iloc[-1].x == 104.92
    assert rows_of(pack(), "green_zones") == before
    assert list(rows_of(edited, "green_zones")) == [*before, "own-1"]


def test_a_changed_row_keeps_its_place_and_its_other_cells() -> None:
    before = rows_of(pack(), "missions")
    second = list(before)[1]
    changes = changes_to(pack(), "missions", [{"id": second, "hours": "Mo-Su 08:00-20:00"}])
    edited = with_edits(pack(), [saved(changes, layer="missions")]).pack
    after = rows_of(edited, "missions")
    assert list(after) == list(before)
    assert after[second] == before[second] | {"hours": "Mo-Su 08:00-20:00"}
    assert {one: row for one, row in after.items() if one != second} == {
        one: row for one, row in before.items() if one != second
    }


def test_what_is_the_same_is_no_change() -> None:
    same = rows_of(pack(), "police_posts")
    assert changes_to(pack(), "police_posts", list(same.values())) == ()
    with pytest.raises(SettingError, match="nothing has changed"):
        saved(())


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"lat": "104.92", "lon": "11.55"}, "changed places"),
        ({"lat": "37.5", "lon": "127.0"}, "outside the country"),
        ({"kind": "palace"}, "kind"),
        ({"host": "M999"}, "no mission and no post"),
        ({"source": ""}, "source"),
        ({"hours": "when we like"}, "hours"),
        ({"status": "open", "confidence": "low"}, "cannot be open"),
    ],
)
def test_a_row_with_a_fault_is_refused(cells: dict[str, str], told: str) -> None:
    with pytest.raises(FaultsError, match=told):
        changes_to(pack(), "green_zones", [ZONE | cells])


def test_every_fault_is_told_at_the_row_of_the_file() -> None:
    with pytest.raises(FaultsError) as caught:
        changes_to(
            pack(),
            "green_zones",
            [ZONE | {"lat": "x"}, ZONE | {"id": "own-2", "as_of": "soon"}, ZONE],
            numbers=[11, 12, 40],
        )
    assert {fault.row for fault in caught.value.faults} == {11, 12, 40}


def test_a_mission_that_a_unit_starts_from_cannot_go() -> None:
    base = pack().layers["units"]["base"].iloc[0]
    with pytest.raises(FaultsError, match="no mission and no post"):
        changes_to(pack(), "missions", [], removed=[base])
    with pytest.raises(FaultsError, match="no row 'nobody' to remove"):
        changes_to(pack(), "missions", [], removed=["nobody"])


def test_a_new_place_can_be_asked_for_by_its_name() -> None:
    place = {
        "id": "own-p",
        "name": "Camp Nowhere",
        "kind": "village",
        "province": "Kandal",
        "lat": "11.4",
        "lon": "104.95",
        "precision_m": "2000",
        "source": "entered here",
        "as_of": "2026-11-27",
        "confidence": "low",
    }
    changes = changes_to(pack(), "places", [place])
    edited = with_edits(pack(), [saved(changes, layer="places")]).pack
    assert locate(edited, "Camp Nowhere").lat == pytest.approx(11.4)


def test_an_undo_gives_back_what_was_and_can_be_undone() -> None:
    first = saved(changes_to(pack(), "green_zones", [ZONE]))
    one = with_edits(pack(), [first]).pack
    back = changeset_of(
        2, undo_of(one, [first], 1), layer="green_zones", signed=SIGNED, what="undo", undoes=1
    )
    two = with_edits(pack(), [first, back]).pack
    assert rows_of(two, "green_zones") == rows_of(pack(), "green_zones")
    assert undone([first, back]) == {1}
    with pytest.raises(SettingError, match="undone already"):
        undo_of(two, [first, back], 1)
    again = changeset_of(
        3, undo_of(two, [first, back], 2), layer="green_zones", signed=SIGNED, undoes=2
    )
    three = with_edits(pack(), [first, back, again]).pack
    assert rows_of(three, "green_zones") == rows_of(one, "green_zones")
    assert undone([first, back, again]) == {2}


def test_an_edit_that_was_edited_again_is_undone_last_first() -> None:
    first = saved(changes_to(pack(), "green_zones", [ZONE]))
    one = with_edits(pack(), [first]).pack
    later = saved(changes_to(one, "green_zones", [ZONE | {"name": "Gate two"}]), 2)
    both = with_edits(pack(), [first, later]).pack
    with pytest.raises(ConflictError, match="undo the later edit first"):
        undo_of(both, [first, later], 1)


def test_an_edit_that_does_not_fit_any_more_is_left_out_and_told() -> None:
    lost = RowChange("own-9", None, ZONE | {"id": "own-9", "host": "M999"})
    good = saved(changes_to(pack(), "green_zones", [ZONE]), 2)
    edited = with_edits(pack(), [saved((lost,)), good])
    assert [changeset.number for changeset, _ in edited.left_out] == [1]
    assert "own-1" in rows_of(edited.pack, "green_zones")
    assert "own-9" not in rows_of(edited.pack, "green_zones")


@given(
    st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4),
    st.text(max_size=30),
)
def test_a_changeset_reads_back_as_it_was_written(cells: dict[str, str], note: str) -> None:
    rows = (RowChange("a", None, cells), RowChange("b", cells, None))
    changeset = changeset_of(7, rows, layer="sites", signed=SIGNED, what="upload", note=note)
    assert read_changeset(changeset_text(changeset), name="x") == changeset
    assert changeset.counts() == (1, 0, 1)


def test_layers_of_an_edited_pack_have_the_types_of_the_shipped_ones() -> None:
    for kind in ("green_zones", "missions", "police_posts", "units"):
        rows = rows_of(pack(), kind)
        name = next(iter(rows))
        changes = changes_to(pack(), kind, [{"id": name, "note": "looked at"}])
        edited = with_edits(pack(), [saved(changes, layer=kind)]).pack
        pd.testing.assert_series_equal(edited.layers[kind].dtypes, pack().layers[kind].dtypes)
