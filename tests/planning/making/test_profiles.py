"""Settings of a new pack: whole, and with the speeds of its country."""

import tomllib

import pytest

from planning.making.profiles import PROFILES, profile_path, settings_text, surfaces_by_class
from planning.packs import PACKS
from planning.settings import settings_from_table
from routing.network import ROAD_CLASSES, SURFACES

COUNTRIES = sorted(path.stem for path in PROFILES.glob("??.toml"))


@pytest.mark.parametrize("country", [*COUNTRIES, "KH", "BR", ".."])
@pytest.mark.parametrize("access_kind", ["street", "schematic"])
def test_every_profile_is_a_whole_settings_file(country: str, access_kind: str) -> None:
    table = tomllib.loads(settings_text(country, access_kind=access_kind))
    settings = settings_from_table(table, subject=country)
    assert settings.access.limit_m == {"street": 2000, "schematic": 30_000}[access_kind]


def test_neighbours_of_cambodia_have_their_own_speeds() -> None:
    assert {"TH", "VN", "LA", "MM"} == set(COUNTRIES)
    speeds = {
        country: tomllib.loads(settings_text(country))["speeds"]["free_kph"]["trunk"]
        for country in (*COUNTRIES, "KH", "BR")
    }
    built_in = tomllib.loads((PACKS / "KHM" / "settings.toml").read_text(encoding="utf-8"))
    assert speeds["KH"] == built_in["speeds"]["free_kph"]["trunk"]
    assert (
        speeds["BR"] == tomllib.loads(profile_path("BR").read_text())["speeds"]["free_kph"]["trunk"]
    )
    assert len(set(speeds.values())) == len(speeds)


def test_what_is_no_speed_and_no_access_comes_from_the_built_in_pack() -> None:
    built_in = tomllib.loads((PACKS / "KHM" / "settings.toml").read_text(encoding="utf-8"))
    made = tomllib.loads(settings_text("TH"))
    for section in set(built_in) - {"speeds", "access"}:
        assert made[section] == built_in[section]
    assert set(made) == set(built_in)


@pytest.mark.parametrize("country", ["KH", "TH", "BR"])
def test_assumed_surfaces_are_surfaces_of_classes(country: str) -> None:
    assumed = surfaces_by_class(country)
    assert set(assumed) <= set(ROAD_CLASSES)
    assert set(assumed.values()) <= set(SURFACES)
    assert assumed.get("minor", "asphalt") == ("gravel" if country == "KH" else "asphalt")
