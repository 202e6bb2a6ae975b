"""Two visitors on one server: they share what is cached, and nothing that either does changes it."""

import hashlib
from collections.abc import Iterator
from dataclasses import fields

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planning.moment import Moment
from tests.views.test_pages import opened, said
from views import frame

JOB = "siting_job"
OWN = {"trials", JOB, "siting_done"}
"""What a visitor makes, by its name in the session."""


def parts(moment: Moment) -> Iterator[tuple[str, bytes]]:
    """Give every table and array of a moment and its pack as bytes, each by its name."""
    pack = moment.pack
    tables = {**pack.layers, "junctions": pack.junctions, "neighbours": pack.neighbours}
    for name, table in tables.items():
        is_drawn = isinstance(table, gpd.GeoDataFrame)
        rows = pd.DataFrame(table.to_wkb(hex=True) if is_drawn else table).to_csv()
        yield f"table {name}", f"{dict(table.dtypes)}\n{rows}".encode()
    for value in (pack.network, moment.travel, moment.hazard):
        for field in fields(value):
            content = getattr(value, field.name)
            flat = content.tobytes() if isinstance(content, np.ndarray) else repr(content).encode()
            yield f"{type(value).__name__} {field.name}", flat
    yield "outline", bytes(pack.outline.wkb)
    yield "settings", repr(pack.settings).encode()


def fingerprint(moment: Moment) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in parts(moment)}


def planned(page: AppTest) -> AppTest:
    """Solve the page's question and accept the plan."""
    page.button(key="solve").click().run()
    page.run()
    page.button(key="accept").click().run()
    return page


def worked(language: str, place: str, **state: object) -> dict[str, AppTest]:
    """Do on each page what a visitor does there."""
    dispatch = opened("dispatch", language, **state)
    dispatch.text_input(key="place_text").set_value(place).run()
    hand = opened("siting", language, way="hand", **state)
    hand.text_input(key="zone_text").set_value(place).run()
    coverage = opened("coverage", language, show="areas", **state)
    week = opened("coverage", language, show="week", **state)
    siting = planned(opened("siting", language, **state))
    pages = {
        "dispatch": dispatch,
        "hand": hand,
        "coverage": coverage,
        "week": week,
        "siting": siting,
    }
    for page in pages.values():
        assert not page.exception
        assert not page.error
    return pages


def test_two_visitors_leave_what_is_cached_as_it_is_and_nothing_in_a_third() -> None:
    moment = frame.moment_at(frame.this_minute())
    before = fingerprint(moment)
    assert len(before) > 30
    mine = worked("en", "Sihanoukville", golden=30, plan_sites=2)
    yours = worked("ko", "Poipet", golden=120, plan_sites=3, aim="pmedian")
    assert "Sihanoukville" in said(mine["hand"])
    assert "포이펫" in said(yours["hand"])
    assert frame.moment_at(frame.this_minute()) is moment
    assert frame.pack() is moment.pack
    changed = {name for name, digest in fingerprint(moment).items() if before[name] != digest}
    assert changed == set()
    for pages in (mine, yours):
        assert {name for one in pages.values() for name in OWN if name in one.session_state} == OWN
    for page in (opened("dispatch"), opened("siting", way="hand"), opened("siting")):
        assert {name for name in OWN if name in page.session_state} == set()
        assert page.selectbox(key="golden").value == 60
        assert "프놈펜" not in said(page)


def test_no_array_of_the_roads_can_be_written() -> None:
    network = frame.pack().network
    for field in fields(network):
        value = getattr(network, field.name)
        if isinstance(value, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                value[:0] = value[:0]
