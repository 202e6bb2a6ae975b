"""Writing a new country pack: whole, checked and sealed, or not at all."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import Final

import pandas as pd
import shapely

from geo.errors import PackError, WriteError
from geo.files import atomic_write
from layers.tables import layer_of_rows, write_layer
from planning.making.drafts import Draft
from planning.making.profiles import settings_text
from planning.making.whereabouts import check_zone, country_name
from planning.manifests import MANIFEST, seal_pack
from planning.packs import LAYERS, ROADS_FILE, Pack, open_pack
from routing.network import NODE_KINDS, RoadNetwork

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_JUNCTION: Final = NODE_KINDS.index("junction")


@dataclass(frozen=True, slots=True)
class Ministry:
    """Whose citizens are looked for.

    Parameters
    ----------
    country
        ISO 3166 alpha-2.
    zone
        Time zone of the ministry.

    Raises
    ------
    SettingError
        If there is no such country or zone.
    """

    country: str = "KR"
    zone: str = "Asia/Seoul"

    def __post_init__(self) -> None:
        country_name(self.country)
        check_zone(self.zone)


@dataclass(frozen=True, slots=True)
class BuiltPack:
    """A pack that was written.

    Parameters
    ----------
    pack
        It, opened from its files.
    notes
        What was left out or assumed, a sentence each.
    """

    pack: Pack
    notes: tuple[str, ...]


def check_target(name: str, out: Path, *, replace: bool) -> None:
    """Make sure, before any work, that a pack of this name may be written there.

    Raises
    ------
    PackError
        If the name is no short name, or the folder holds something else than a pack, or a
        pack that is not to be replaced.
    """
    if not _NAME.fullmatch(name):
        raise PackError(
            f"{name[:60]!r} is no name of a pack; write letters, digits, - and _, as KHM"
        )
    if not out.parent.is_dir():
        raise PackError(f"{out}: there is no folder {out.parent}; make it first")
    if out.exists() and not out.is_dir():
        raise PackError(f"{out} is a file; name a folder for the pack")
    is_pack = (out / MANIFEST).is_file()
    if out.is_dir() and any(out.iterdir()) and not (is_pack and replace):
        what = "holds a pack already; --replace puts the new one in its place" if is_pack else (
            "is not empty and no pack; name a new folder"
        )  # fmt: skip
        raise PackError(f"{out} {what}")


def write_pack(
    name: str, draft: Draft, out: Path, *, ministry: Ministry, source: str, replace: bool = False
) -> BuiltPack:
    """Write a pack into its folder: beside it first, checked by opening it, then in one step.

    Parameters
    ----------
    name
        Short name, such as ``KHM``.
    draft
        What goes in.
    out
        The folder; it must not be there, be empty, or hold a pack to replace.
    ministry
        Whose citizens are looked for.
    source
        Name of the file or service that the roads are from.
    replace
        Whether a pack that is there gives way.

    Raises
    ------
    PackError
        As `check_target`.
    WriteError
        If it cannot be written; what was there is untouched.
    """
    check_target(name, out, replace=replace)
    # A bare name would mean the built-in pack of that name, and "." cannot be moved.
    out = out.resolve()
    with _beside(out) as folder:
        _write_files(folder, draft)
        manifest = _manifest_text(name, draft, ministry=ministry, source=source)
        atomic_write(folder / MANIFEST, manifest.encode())
        seal_pack(folder)
        pack = open_pack(str(folder))
        _put(folder, out)
    return BuiltPack(replace_fields(pack, folder=out), draft.notes)


def _write_files(folder: Path, draft: Draft) -> None:
    draft.network.save(folder / ROADS_FILE)
    settings = settings_text(draft.where.country, access_kind=draft.network.resolution)
    atomic_write(folder / "settings.toml", settings.encode())
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(_outline(draft))}
    outline = json.dumps({"type": "FeatureCollection", "features": [feature]})
    atomic_write(folder / "outline.geojson", outline.encode())
    atomic_write(folder / "junctions.csv", _junctions(draft.network).to_csv(index=False).encode())
    for kind in LAYERS:
        layer = draft.layers[kind] if kind in draft.layers else layer_of_rows([], kind)
        write_layer(layer, folder / f"{kind}.csv", kind)


def _outline(draft: Draft) -> str:
    return str(shapely.to_geojson(shapely.set_precision(draft.outline, 1e-5)))


def _junctions(network: RoadNetwork) -> pd.DataFrame:
    """List the nodes that have a name or are more than junctions."""
    told = (network.node_name > 0) | (network.node_kind != _JUNCTION)
    return pd.DataFrame(
        {
            "id": network.node_key[told],
            "name": [network.names[name] for name in network.node_name[told]],
            "lat": network.lat[told].round(7),
            "lon": network.lon[told].round(7),
            "kind": [NODE_KINDS[kind] for kind in network.node_kind[told]],
        }
    )


def _manifest_text(name: str, draft: Draft, *, ministry: Ministry, source: str) -> str:
    where, network = draft.where, draft.network
    entries = {
        "name": name,
        "title": where.country_name,
        "country": where.country,
        "crs": network.crs,
        "zone": where.zone,
        "home_country": ministry.country,
        "home_zone": ministry.zone,
        "resolution": network.resolution,
        "outline_m": draft.outline_m,
        "as_of": draft.as_of,
        "attribution": draft.attribution,
        "built_from": source,
    }
    lines = ["# Written by pack build; a correction by hand is sealed by: cli.py pack seal FOLDER"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items()]
    return "\n".join([*lines, ""])


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Give a folder beside a place to write in, gone in the end unless it was moved."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name[:40]}.", dir=out.parent))
    except OSError as error:
        raise WriteError(f"{out}: {error.strerror or error}; nothing was written") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(folder: Path, out: Path) -> None:
    """Move a finished folder to its place; what was there comes back if that fails."""
    former = folder.with_name(f"{folder.name}.former")
    try:
        folder.chmod(0o755)
        if out.exists():
            out.replace(former)
        folder.replace(out)
    except OSError as error:
        raise WriteError(
            f"{out}: {error.strerror or error}; what was there is untouched"
        ) from error
    finally:  # an interrupted swap, too, leaves the old pack in its place
        if former.exists() and not out.exists():
            former.replace(out)
    shutil.rmtree(former, ignore_errors=True)
