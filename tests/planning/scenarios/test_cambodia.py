"""The scenarios that came with Cambodia: sourced, sealed, comparable, and what they say."""

from pathlib import Path

import pytest

from planning import packs
from planning.packs import Pack
from planning.scenarios.changes import OpenZone, PostOfficers
from planning.scenarios.compare import compare
from planning.scenarios.files import find_scenario, shipped
from planning.scenarios.scenario import applied, moment_in

NAMES = ("before_october_2025", "now", "as_promised")


@pytest.fixture(scope="module")
def khm() -> Pack:
    return packs.open_pack()


def test_three_came_with_the_pack(khm: Pack) -> None:
    assert sorted(shipped(khm)) == sorted(NAMES)
    assert {path.name for path in shipped(khm).values()} <= set(khm.manifest.files)


@pytest.mark.parametrize("name", NAMES)
def test_each_loads_and_every_change_has_a_source(khm: Pack, name: str) -> None:
    loaded = find_scenario(khm, name)
    assert loaded.scenario.name == name
    assert loaded.cautions == ()
    assert loaded.scenario.title_en
    assert loaded.scenario.title_ko
    assert all(change.source for change in loaded.scenario.changes)
    applied(khm, loaded.scenario)


def test_promises_name_who_reported_them_and_when(khm: Pack) -> None:
    for change in find_scenario(khm, "as_promised").scenario.changes:
        if isinstance(change, OpenZone | PostOfficers):
            assert "reported by" in change.source
            assert "on 2025-10-" in change.source
            assert "https://" in change.source


def test_addresses_stand_in_the_gathered_facts(khm: Pack, shared: Path) -> None:
    facts = "".join(path.read_text(encoding="utf-8") for path in (shared / "facts").glob("*.csv"))
    for name in NAMES:
        for change in find_scenario(khm, name).scenario.changes:
            for word in change.source.split():
                assert not word.startswith("http") or word in facts


def test_the_task_force_is_not_there_before_it_was_founded(khm: Pack) -> None:
    units = {
        name: set(moment_in(khm, find_scenario(khm, name).scenario).layer("units")["id"])
        for name in NAMES
    }
    assert "U003" not in units["before_october_2025"]
    assert "U003" in units["now"]
    assert len(units["as_promised"] - units["now"]) == 1


def test_promises_cover_more_and_are_like_for_like(khm: Pack) -> None:
    now, promised = (find_scenario(khm, name).scenario for name in ("now", "as_promised"))
    found = compare(khm, now, promised)
    assert found.is_like_for_like
    for tally in found.tallies.values():
        assert tally.losses == ()
        assert tally.gains
        assert {turn.province for turn in tally.gains} == {"Preah Sihanouk"}
