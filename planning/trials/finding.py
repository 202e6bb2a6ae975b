"""Trial files by name: those that ship with a pack, and those at a path."""

from pathlib import Path

from geo.errors import PackError
from geo.notation.reading import excerpt
from planning.packs import Pack


def find_trial(pack: Pack, name: str | None, kind: str) -> Path:
    """Give the path of a trial file: a path, the name of one that the pack has, or its only one.

    Parameters
    ----------
    pack
        The country: its folder holds files such as ``replay_2025_04.toml``.
    name
        A path, or such a name with or without ``replay_`` and ``.toml``; None: the pack's own.
    kind
        ``replay`` or ``surge``.

    Raises
    ------
    PackError
        If there is none, or no name is given and the pack has several.
    """
    own = {path.stem: path for path in sorted(pack.folder.glob(f"{kind}_*.toml"))}
    if name is None and len(own) == 1:
        return next(iter(own.values()))
    if name is not None:
        stem = name.removesuffix(".toml")
        for shipped in (stem, f"{kind}_{stem}"):
            if shipped in own:
                return own[shipped]
        if _is_file(Path(name)):
            return Path(name)
    asked = "name one" if name is None else f"no {kind} file {excerpt(name)}"
    known = f"the pack has {', '.join(own)}" if own else "the pack has none of its own"
    raise PackError(f"{asked}: give the path of a {kind} file; {known}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, or one that no file can have
        return False
