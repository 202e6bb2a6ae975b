"""The app over a street pack with nothing but roads and one hospital: plain words everywhere."""

from collections.abc import Iterator

import pytest
import streamlit as st

from layers.tables import layer_of_rows
from planning.making.building import Ministry, write_pack
from planning.making.drafts import Draft, outline_around
from planning.making.whereabouts import Whereabouts
from tests.routing.towns import SOUTH, STEP_DEG, WEST, build, road
from tests.views.test_pages import VIEWS, opened, said
from views import frame
from views.words import Words

OWED = "© the surveyors of the town"
HERE = f"{SOUTH + STEP_DEG}, {WEST + STEP_DEG}"
HOSPITAL = {
    "id": "ward", "name": "Ward", "kind": "hospital", "lat": str(SOUTH), "lon": str(WEST),
    "precision_m": "50", "emergency": "yes", "source": "by hand", "as_of": "2026-01-01",
    "confidence": "high",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _another_country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the app open a pack of one square of streets, in the zone of the Maldives."""
    corners = {"a": (0, 0), "b": (2, 0), "c": (2, 2), "d": (0, 2)}
    network = build([road("a", "b"), road("b", "c"), road("c", "d"), road("d", "a")], corners)
    draft = Draft(
        network=network,
        where=Whereabouts("MV", "Indian/Maldives", "Maldives"),
        outline=outline_around(network),
        as_of="2026-01-01",
        attribution=OWED,
        layers={"hospitals": layer_of_rows([HOSPITAL], "hospitals")},
    )
    folder = tmp_path_factory.mktemp("packs") / "square"
    write_pack("square", draft, folder, ministry=Ministry(), source="by hand")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREEN_ZONE_PACK", str(folder))
        patch.setattr("views.basemap.FOLDER", folder.parent / "basemap")
        st.cache_resource.clear()
        yield
    st.cache_resource.clear()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_page_opens_and_speaks_of_this_country(view: str, language: str) -> None:
    page = opened(view, language)
    text = said(page)
    assert ("몰디브" if language == "ko" else "Maldives") in text
    assert ("도로: 상세" if language == "ko" else "roads: street level") in text
    for wrong in ("Phnom Penh", "프놈펜", "Cambodia", "캄보디아", "schematic", "개략도"):
        assert wrong not in text
    faults = [fault.value for fault in page.error]
    if view == "coverage":
        assert len(faults) == 1
        assert "nothing to cover" in faults[0]
    else:
        assert faults == []


def test_a_place_is_answered_without_any_unit_or_door() -> None:
    page = opened("dispatch", place_text=HERE)
    text = said(page)
    assert not page.error
    assert "No unit can be sent" in text
    assert "No Green Zone is on the map." in text
    assert "No safe public place to meet" in text
    assert "Whom to call" not in text
    for mode in ("foot", "motorbike"):
        page.session_state["travel"] = mode
        page.run()
        assert not page.exception
        assert not page.error


def test_the_map_says_whom_the_data_are_owed_to_and_where_it_begins() -> None:
    ground = frame.look().ground
    west, south, east, north = frame.pack().bounds
    assert ground.attribution == OWED
    assert ground.fit == ((south, west), (north, east))
    assert set(ground.sheets) == {"earth", "streets", "places"}


def test_clocks_are_those_of_this_country() -> None:
    now = frame.this_minute()
    assert now.utcoffset() == frame.pack().zone.utcoffset(now.replace(tzinfo=None))
    assert Words("en").clock(now) == f"{now:%H:%M}"
