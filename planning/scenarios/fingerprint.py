"""Twelve digits over everything that decides a number: the pack as loaded, and the scenario."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from planning.packs import Pack
from planning.scenarios.scenario import Scenario
from routing.network import RoadNetwork

_DIGITS = 12


def scenario_hash(pack: Pack, scenario: Scenario) -> str:
    """Give twelve hexadecimal digits that change when any setting of a scenario does.

    Titles and sources decide no number and do not count.

    Parameters
    ----------
    pack
        The baseline that the scenario changes.
    scenario
        The scenario.
    """
    return joined_hash(pack_hash(pack), scenario)


def joined_hash(pack_digits: str, scenario: Scenario) -> str:
    """Give the hash of a scenario from the digits of its pack, where these are at hand."""
    settings = json.dumps(_levelled(scenario.settings), sort_keys=True)
    return hashlib.sha256(f"{pack_digits}\n{settings}".encode()).hexdigest()[:_DIGITS]


def pack_hash(pack: Pack) -> str:
    """Give twelve hexadecimal digits of a pack: its layers, settings, roads and outline as loaded.

    They are taken from the values and not from the seal, so that a file that was changed and
    not sealed anew counts too.
    """
    whole = hashlib.sha256()
    for part in _parts(pack):
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:_DIGITS]


def _levelled(value: Any) -> Any:
    """Write every number alike: 30 and 30.0 are one setting."""
    if isinstance(value, dict):
        return {key: _levelled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_levelled(one) for one in value]
    return float(value) if isinstance(value, int) else value


def _parts(pack: Pack) -> Iterator[bytes]:
    yield json.dumps(sorted(pack.manifest.about.items())).encode()
    yield repr(pack.manifest.outline_m).encode()
    yield _settings_text(pack).encode()
    yield shapely.to_wkb(pack.outline)
    yield _roads_digest(pack.network)
    for kind in sorted(pack.layers):
        yield kind.encode()
        yield _layer_text(pack.layers[kind]).encode()


def _settings_text(pack: Pack) -> str:
    """Write every number of the settings; the months in their order, as a set has none."""
    settings = pack.settings
    no_months = replace(settings.speeds, wet_months=frozenset())
    return f"{replace(settings, speeds=no_months)!r} {sorted(settings.speeds.wet_months)}"


def _layer_text(layer: gpd.GeoDataFrame) -> str:
    names = [name for name in layer.columns if name != layer.geometry.name]
    return json.dumps({name: layer[name].tolist() for name in names}, default=repr)


@lru_cache(maxsize=4)
def _roads_digest(network: RoadNetwork) -> bytes:
    digest = hashlib.sha256()
    for field in fields(network):
        value = getattr(network, field.name)
        whole = value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
        digest.update(hashlib.sha256(whole).digest())
    return digest.digest()
