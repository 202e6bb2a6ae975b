"""The layers that rest on gathered facts: every word mapped, nothing made safer than it is."""

import csv
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from layers.tables import check_layer, read_layer

LAYERS = (
    *("sites", "missions", "contacts", "green_zones", "police_posts", "units"),
    *("travel_alarms", "signals", "police_areas", "notices"),
)
CAMBODIA = (102.0, 9.5, 108.0, 15.0)
PROVINCES = {
    *("Banteay Meanchey", "Battambang", "Kampong Cham", "Kampong Chhnang", "Kampong Speu"),
    *("Kampong Thom", "Kampot", "Kandal", "Kep", "Koh Kong", "Kratie", "Mondulkiri"),
    *("Oddar Meanchey", "Pailin", "Phnom Penh", "Preah Sihanouk", "Preah Vihear", "Prey Veng"),
    *("Pursat", "Ratanakiri", "Siem Reap", "Stung Treng", "Svay Rieng", "Takeo", "Tboung Khmum"),
}


@pytest.fixture(scope="module")
def layers(pack: Path) -> dict[str, gpd.GeoDataFrame]:
    return {kind: read_layer(pack / f"{kind}.csv", kind, may_be_empty=True) for kind in LAYERS}


@pytest.fixture(scope="module")
def words(pack: Path) -> dict[str, Any]:
    return tomllib.loads((pack / "words.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def script(pack: Path) -> ModuleType:
    """The deriving script as a module; it shares its name with a package, hence the detour."""
    spec = importlib.util.spec_from_file_location("derive_layers", pack / "derive" / "layers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def facts(shared: Path) -> dict[str, list[dict[str, str]]]:
    return {path.stem: _rows(path) for path in (shared / "facts").glob("*.csv")}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def derive(pack: Path, *arguments: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(pack / "derive" / "layers.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_layers_are_what_the_script_writes(*, pack: Path, shared: Path, tmp_path: Path) -> None:
    done = derive(pack, shared / "facts", tmp_path)
    assert done.returncode == 0, done.stderr
    for kind in LAYERS:
        assert (tmp_path / f"{kind}.csv").read_bytes() == (pack / f"{kind}.csv").read_bytes(), kind


@pytest.mark.parametrize(
    ("file", "column", "section"),
    [
        ("sites", "status", "sites.status"),
        ("sites", "claim_type", "sites.claim"),
        ("sites", "town", "sites.town"),
        ("missions", "after_hours_admission", "missions.after_hours_admission"),
        ("missions", "hours", "missions.hours"),
        ("missions", "type", "missions.type"),
        ("police", "safe_destination_default_suggested", "police.trust"),
        ("travel_alarms", "level", "travel_alarms.level"),
        ("signals", "kind", "signals.kind"),
        ("sites", "province", "province"),
        ("police", "confidence", "confidence"),
    ],
)
def test_a_word_nobody_mapped_stops_the_script_and_writes_nothing(
    *, pack: Path, shared: Path, tmp_path: Path, file: str, column: str, section: str
) -> None:
    changed, out = tmp_path / "facts", tmp_path / "out"
    changed.mkdir()
    out.mkdir()
    for path in (shared / "facts").glob("*.csv"):
        (changed / path.name).write_bytes(path.read_bytes())
    facts = pd.read_csv(changed / f"{file}.csv", dtype=str, keep_default_na=False)
    facts.loc[facts.index[7], column] = "a word nobody mapped"
    facts.to_csv(changed / f"{file}.csv", index=False)
    done = derive(pack, changed, out)
    assert done.returncode == 1
    assert f"[{section}] 'a word nobody mapped'" in done.stderr
    assert list(out.iterdir()) == []


def test_the_script_says_how_it_is_called(pack: Path) -> None:
    assert derive(pack).returncode == 2


def test_every_fact_ships_or_is_refused_with_a_reason(
    *, pack: Path, shared: Path, tmp_path: Path, facts: dict[str, list[dict[str, str]]]
) -> None:
    said = derive(pack, shared / "facts", tmp_path).stdout
    shipped = {row["id"] for kind in LAYERS for row in _rows(tmp_path / f"{kind}.csv")}
    shipped |= {"M002"}  # the promised lodging ships as a Green Zone of its own
    for name, key in (
        ("sites", "site_id"),
        ("missions", "mission_id"),
        ("police", "police_id"),
        ("travel_alarms", "alarm_id"),
        ("signals", "signal_id"),
    ):
        for fact in facts[name]:
            refused = re.search(rf"^  {fact[key]}: \S.+$", said, re.MULTILINE)
            assert (fact[key] in shipped) != bool(refused), fact[key]


@pytest.mark.parametrize("kind", LAYERS)
def test_a_layer_has_no_fault(pack: Path, kind: str) -> None:
    bounds = None if kind == "missions" else CAMBODIA
    assert check_layer(pack / f"{kind}.csv", kind, bounds=bounds) == []


def test_how_many_there_are(layers: dict[str, gpd.GeoDataFrame]) -> None:
    assert len(layers["sites"]) == 65
    assert (layers["sites"]["level"] == "area").sum() == 7
    assert len(layers["travel_alarms"]) == 26
    assert (layers["police_posts"]["kind"] == "commissariat").sum() == 25
    assert (layers["police_posts"]["kind"] == "border_gate").sum() == 16


def test_provinces_are_spelled_one_way(layers: dict[str, gpd.GeoDataFrame]) -> None:
    for kind in ("sites", "police_posts", "travel_alarms", "signals"):
        assert set(layers[kind]["province"]) <= PROVINCES | {""}, kind
    commissariats = layers["police_posts"][layers["police_posts"]["kind"] == "commissariat"]
    assert set(commissariats["province"]) == PROVINCES


def test_every_row_says_where_it_is_from(layers: dict[str, gpd.GeoDataFrame]) -> None:
    for kind, layer in layers.items():
        sources = layer["source"]
        known = sources.str.startswith(("http://", "https://", "general knowledge", "Wikidata"))
        assert known.all(), (kind, list(sources[~known]))
        assert (layer["as_of"] <= "2026-11-22").all(), kind


def test_what_only_general_knowledge_says_is_coarse_and_not_sure(
    layers: dict[str, gpd.GeoDataFrame],
) -> None:
    for kind, layer in layers.items():
        vague = layer[layer["source"].str.startswith("general knowledge")]
        assert (vague["confidence"] == "low").all(), kind
        if "precision_m" in layer:
            assert (vague["precision_m"] >= 1000).all(), kind


def test_claims_read_as_reports(layers: dict[str, gpd.GeoDataFrame]) -> None:
    pattern = r"^Reported by .+?(?: (?:on|in) \d{4}(?:-\d\d){0,2}|, undated) \("
    assert layers["sites"]["note"].str.contains(pattern).all()


# ---- doubt is never turned into safety
def test_only_seen_empty_places_are_closed(
    layers: dict[str, gpd.GeoDataFrame], facts: dict[str, list[dict[str, str]]]
) -> None:
    status = {fact["site_id"]: fact["status"] for fact in facts["sites"]}
    sites = layers["sites"]
    closed = sites[sites["status"] == "closed"]["id"]
    assert {status[site] for site in closed} == {"emptied", "emptied_guarded", "military_occupied"}


def test_areas_and_places_nobody_called_a_site_stay_out_of_the_risk_surface(
    layers: dict[str, gpd.GeoDataFrame], facts: dict[str, list[dict[str, str]]]
) -> None:
    use = {fact["site_id"]: fact["use_in_risk_surface"] for fact in facts["sites"]}
    sites = layers["sites"]
    assert (
        sites["in_risk"] == sites["id"].map(use).eq("yes").map({True: "yes", False: "no"})
    ).all()
    assert (sites[sites["level"] == "area"]["in_risk"] == "no").all()


def test_evidence_follows_the_rule(
    layers: dict[str, gpd.GeoDataFrame],
    facts: dict[str, list[dict[str, str]]],
    words: dict[str, Any],
) -> None:
    evidence = layers["sites"].set_index("id")["evidence"]
    for fact in facts["sites"]:
        found = evidence[fact["site_id"]]
        if fact["site_id"] in words["sites"]["evidence"]:
            assert found == words["sites"]["evidence"][fact["site_id"]]
        elif fact["confidence"] == "low":
            assert found == "suspected"
        elif found == "confirmed":
            assert fact["confidence"] == "high"
            assert fact["claim_type"] in {"sanctions_designation", "police_raid"}


def test_no_green_zone_is_open(layers: dict[str, gpd.GeoDataFrame]) -> None:
    zones = layers["green_zones"]
    assert set(zones["status"]) == {"candidate", "promised"}
    assert set(zones["admits_anyone"]) == {"unknown"}
    assert (zones.loc[zones["status"] == "promised", "hours"] == "").all()
    hosts = {*layers["missions"]["id"], *layers["police_posts"]["id"]}
    assert set(zones["host"]) <= hosts


def test_no_police_post_is_a_safe_point_and_one_alone_is_trusted(
    layers: dict[str, gpd.GeoDataFrame],
) -> None:
    posts = layers["police_posts"].set_index("id")
    assert set(posts["safe_point"]) == {"no"}
    trusted = posts[posts["trust"] == "trusted"]
    assert list(trusted.index) == ["P008"]
    assert list(trusted["valid_from"]) == ["2025-11-10"]


def test_posts_in_an_area_sources_warn_of_are_to_be_avoided(
    layers: dict[str, gpd.GeoDataFrame],
) -> None:
    posts = layers["police_posts"].set_index("id")
    avoided = set(posts.index[posts["trust"] == "avoid"])
    assert avoided == {"P007", "P011", "P022", "P053"}  # Sihanoukville, and Bavet's gate
    assert posts.loc[list(avoided), "reported_issue"].ne("").all()


@pytest.mark.parametrize(
    ("lat", "trust"),
    [
        pytest.param("11.07", "avoid", id="at the area's point"),
        pytest.param("11.15", "avoid", id="9 km off, inside its 10 km"),
        pytest.param("11.17", "unverified", id="11 km off"),
    ],
)
def test_a_warning_reaches_as_far_as_the_report_is_coarse(
    *, script: ModuleType, words: dict[str, Any], lat: str, trust: str
) -> None:
    area = dict.fromkeys(script.COLUMNS["police_posts"], "") | {
        "police_id": "P014",
        "name": "Bavet",
        "lat": "11.07",
        "lon": "106.16",
        "precision_m": "10000",
        "safe_destination_default_suggested": "no",
        "reported_issue": "never entered",
        "issue_period": "2022",
        "source": "general knowledge",
        "coord_source": "general knowledge",
        "confidence": "low",
        "province": "Svay Rieng",
        "notes": "",
    }
    post = area | {
        "police_id": "P0",
        "lat": lat,
        "safe_destination_default_suggested": "unknown",
        "reported_issue": "",
    }
    row = script.police_row(script.Words(words), post, kind="commissariat", areas=[area])
    assert row["trust"] == trust
    assert ("(2022): never entered" in row["reported_issue"]) == (trust == "avoid")


def test_reports_about_areas_reach_the_posts_as_they_are_entered(
    layers: dict[str, gpd.GeoDataFrame],
) -> None:
    areas = layers["police_areas"].set_index("id")
    assert dict(areas["trust"]) == {
        "P013": "avoid", "P014": "avoid", "P015": "avoid", "P018": "unverified", "P019": "unverified",
    }  # fmt: skip
    assert dict(areas["town"]) == {
        "P013": "Sihanoukville", "P014": "Bavet", "P015": "Thma Da", "P018": "", "P019": "",
    }  # fmt: skip
    pattern = r"^Reported by \S+(?: (?:on|in) \d{4}(?:-\d\d){0,2}|, undated): "
    assert areas["claim"].str.contains(pattern).all()
    said = [claim.split()[2].rstrip(",") for claim in areas["claim"]]
    assert said == list(areas["reported_by"])
    posts = layers["police_posts"]
    for area in areas[areas["town"] != ""].to_dict("records"):
        inside = posts[posts["town"] == area["town"]]
        assert set(inside["trust"]) <= {area["trust"]}


def test_nobody_is_said_to_have_been_told(layers: dict[str, gpd.GeoDataFrame]) -> None:
    assert layers["notices"].empty


def test_units_are_what_facts_support(
    layers: dict[str, gpd.GeoDataFrame], facts: dict[str, list[dict[str, str]]]
) -> None:
    units = layers["units"].set_index("id")
    figure = {fact["stat_id"]: fact["value"] for fact in facts["statistics"]}
    assert list(units["officers"]) == [float(figure["T035"]), float(figure["T034"]), 7.0]
    assert list(units["kind"]) == ["consular_officer", "police_attache", "task_force"]
    assert list(units["valid_from"]) == ["", "", "2025-11-10"]
    assert set(units["base"]) <= set(layers["missions"]["id"])


def test_telephones_nobody_verified_do_not_ship(
    layers: dict[str, gpd.GeoDataFrame], pack: Path
) -> None:
    contacts = layers["contacts"]
    assert set(contacts["phone"]) == {"+82-2-3210-0404", "117", ""}
    for kind in LAYERS:
        text = re.sub(r"https?://\S+", "", (pack / f"{kind}.csv").read_text(encoding="utf-8"))
        assert not re.search(r"\b1288\b|999 999", text), kind
    embassy = layers["missions"].set_index("id").loc["M001"]
    assert embassy["phone"] == ""
    assert "unverified" in embassy["note"]


def test_korean_names_are_those_of_the_facts(
    layers: dict[str, gpd.GeoDataFrame], facts: dict[str, list[dict[str, str]]]
) -> None:
    written = " ".join(cell for rows in facts.values() for fact in rows for cell in fact.values())
    for kind in ("sites", "missions", "contacts"):
        for name in layers[kind]["name_ko"]:
            assert name in written, name


def test_nobody_is_addressed_by_a_title(pack: Path) -> None:
    for kind in LAYERS:
        text = (pack / f"{kind}.csv").read_text(encoding="utf-8")
        assert not re.search(r"\b(?:Mr|Mrs|Ms|Dr|Oknha|Lok)\b\.? [A-Z]", text), kind


@pytest.mark.parametrize(
    ("address", "date"),
    [
        ("https://a.example/news/2025/10/16/20251016500028", "2025-10-16"),
        ("https://a.example/news/202510201503045266", "2025-10-20"),
        ("https://a.example/2026/02/massive-raid", "2026-02"),
        ("https://a.example/view.do?seq=376676", ""),
        ("https://a.example/news/asean/40052672", ""),
        ("https://a.example/2025/13/45/x", ""),
    ],
)
def test_dates_in_addresses(script: ModuleType, address: str, date: str) -> None:
    assert script.date_in_address(address) == date
