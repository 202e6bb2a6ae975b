"""Build street-level roads: a whole country pack out of an OpenStreetMap file, beside the page."""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import streamlit as st

from geo.errors import GreenZoneError
from geo.files import atomic_write
from geo.text import markdown_escaped, plain
from planning.folders import make_own, own_extracts, own_packs
from planning.making.building import BuiltPack, Ministry, check_target, write_pack
from planning.making.drafts import Wanted, draft_from_osm
from views import frame, ui
from views.chosen import choose_pack, known_packs, pack_name
from views.faults import told
from views.words import Words

LOG = logging.getLogger("green_zone")
_POLL_S = 0.7
_ENDINGS = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2", ".pbf")


@dataclass(eq=False)
class Build:
    """One build: how far it is, and how it ended.

    Parameters
    ----------
    name
        Of the pack.
    extract
        The OpenStreetMap file.
    ministry
        Whose citizens are looked for.
    said
        What was counted last.
    built, error
        How it ended; None until then.
    """

    name: str
    extract: Path
    ministry: Ministry
    said: tuple[str, int] = ("", 0)
    built: BuiltPack | None = None
    error: Exception | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Read, build, check and write; what was there before is replaced only by a whole pack."""
        try:
            make_own(own_packs())
            draft = draft_from_osm(self.extract, Wanted(), progress=self._told)
            self._told("junctions", draft.network.node_count)
            self.built = write_pack(
                self.name,
                draft,
                own_packs() / self.name,
                ministry=self.ministry,
                source=self.extract.name,
                replace=True,
            )
        except GreenZoneError as error:
            self.error = error
        except Exception as error:
            LOG.exception("build failed")
            self.error = error
        finally:
            self.ended.set()

    def _told(self, what: str, count: int) -> None:
        self.said = (what, count)


@dataclass(eq=False)
class Yard:
    """The one place where packs are built: a machine has room for one at a time."""

    build: Build | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, build: Build) -> bool:
        """Start a build unless another is at work; say whether it was started."""
        with self.lock:
            if self.build is not None and not self.build.ended.is_set():
                return False
            self.build = build
            threading.Thread(target=build.run, daemon=True).start()
            return True


@st.cache_resource(show_spinner=False)
def yard() -> Yard:
    """Give the yard that all visitors share."""
    return Yard()


def choose_country(t: Words) -> None:
    """Let the visitor open another country pack, if there is one."""
    known = known_packs()
    if len(known) < 2:
        return
    names = list(known)
    st.selectbox(
        t("Country pack"),
        names,
        index=names.index(pack_name()),
        format_func=known.__getitem__,
        key="pack_pick",
        on_change=_picked,
        width=260,
    )


def _picked() -> None:
    _open(str(st.session_state["pack_pick"]))


def _open(pack: str) -> None:
    """Open another pack, and show what is in it."""
    choose_pack(pack)
    st.session_state["do"] = "loaded"


def build_roads(t: Words) -> None:
    """Ask for a file and a name, build, and show how far it is."""
    ui.html(
        ui.hint(
            t(
                "A whole country is built from one OpenStreetMap file: roads, towns, hospitals, "
                "embassies, police. Put a large file into the folder below, or upload a small "
                "one. Nothing is fetched from the network."
            )
        )
    )
    st.code(str(own_extracts()), language=None, wrap_lines=True)
    given = st.file_uploader(
        t("OpenStreetMap file (.osm.pbf, up to 50 MB)"),
        type=["pbf", "osm", "gz", "bz2"],
        key="build_file",
        max_upload_size=50,
    )
    if given is not None:
        with told():
            _keep(given.name, given.getvalue())
    files = extracts()
    if not files:
        ui.html(ui.hint(t("No OpenStreetMap file is there yet.")))
    else:
        _ask(files, t)
    _progress(t)


def extracts() -> dict[str, Path]:
    """Give the OpenStreetMap files in the user's own folder, by name."""
    folder = own_extracts()
    if not folder.is_dir():
        return {}
    return {
        path.name: path
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name.endswith(_ENDINGS)
    }


def _keep(name: str, content: bytes) -> None:
    """Keep an uploaded file among the extracts, by the last part of its name."""
    bare = "".join(
        letter for letter in plain(PurePath(name).name) if letter.isalnum() or letter in "._- "
    ).lstrip(".")[-80:]
    if not bare.endswith(_ENDINGS):
        bare += ".osm.pbf"
    make_own(own_extracts())
    path = own_extracts() / bare
    if not path.exists() or path.stat().st_size != len(content):
        atomic_write(path, content)


def _ask(files: dict[str, Path], t: Words) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.selectbox(t("File"), list(files), key="build_extract", width=300)
        name = st.text_input(
            t("Name of the pack"), key="build_name", max_chars=40, placeholder="KHM-streets"
        )
        if st.button(t("Build"), type="primary", icon=":material/construction:", key="build_go"):
            with told():
                make_own(own_packs())
                check_target(str(name or ""), own_packs() / str(name or ""), replace=True)
                about = frame.pack().manifest.about
                build = Build(
                    str(name), files[chosen], Ministry(about["home_country"], about["home_zone"])
                )
                if not yard().begin(build):
                    ui.html(ui.hint(t("Another build is at work; wait for its end.")))


def _progress(t: Words) -> None:
    """Show how far the build is, then what came of it."""
    build = yard().build
    if build is None:
        return
    if not build.ended.is_set():
        _watch()
        return
    if build.error is not None:
        with told():
            raise build.error
    if build.built is not None:
        pack = build.built.pack
        ui.html(
            ui.hint(
                t(
                    "**{name}** is built: {junctions} junctions, {km} km of road.",
                    name=build.name,
                    junctions=t.number(pack.network.node_count),
                    km=t.number(pack.network.road_km),
                )
            )
        )
        for note in build.built.notes[:12]:
            ui.html(ui.hint(plain(note, 300)))
        st.button(
            t("Open {name} here", name=markdown_escaped(build.name)),
            key="build_open",
            icon=":material/map:",
            on_click=_open,
            args=(str(pack.folder),),
        )


@st.fragment(run_every=_POLL_S)
def _watch() -> None:
    t, build = ui.words(), yard().build
    if build is None or build.ended.is_set():
        st.rerun()
    what, count = build.said
    words = {
        "points": t("points read"),
        "ways": t("ways read"),
        "relations": t("relations read"),
        "junctions": t("junctions; checking and writing"),
    }
    told_so = t("reading the file") if not what else f"{t.number(count)} {words.get(what, what)}"
    st.progress(
        0.1 if not what else 0.85 if what == "junctions" else 0.45,
        t("Building {name}: {said}. You can keep working.", name=build.name, said=told_so),
    )
