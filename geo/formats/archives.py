"""Rules for zip archives, checked from the directory before a single byte is unpacked."""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from geo.formats.drafts import Source, counted, preview

_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_END_BYTES = 22
_COMMENT_LIMIT = 65_535
_ENTRY_BYTES = 2_000  # a directory entry with a long name
_RATIO_FROM_BYTES = 1_000_000
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
NESTED = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".kmz")
"""Endings of archives inside archives, which are never opened."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `path` is for showing and grouping, never for writing."""

    path: str
    info: zipfile.ZipInfo

    @property
    def extension(self) -> str:
        """Extension in lower case without the dot."""
        return PurePosixPath(self.path).suffix[1:].lower()

    @property
    def base(self) -> str:
        """Path without extension, which the parts of a Shapefile share."""
        return str(PurePosixPath(self.path).with_suffix(""))


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that keeps the rules."""

    source: Source
    members: tuple[Member, ...]

    def read(self, member: Member) -> bytes:
        """Unpack one file in memory.

        Raises
        ------
        FaultsError
            BAD_ZIP if it is damaged.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(self.source.content)) as archive:
                return archive.read(member.info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise _damaged(self.source) from error
        except (NotImplementedError, RuntimeError) as error:
            raise self.source.refusal(
                "BAD_ZIP", "it is packed in a way that cannot be read: pack it as a plain .zip"
            ) from error


def open_archive(source: Source) -> Archive:
    """Check the directory of a zip archive.

    Raises
    ------
    FaultsError
        BAD_ZIP, ZIP_FILES, ZIP_LOCKED, ZIP_PATH, ZIP_LINK, ZIP_BOMB or EMPTY_ZIP.
    """
    _check_directory(source)
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            entries = archive.infolist()
    except (
        zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error, IndexError
    ) as error:  # fmt: skip
        raise _damaged(source) from error
    _check_count(source, len(entries))
    files = [Member(_shown_path(entry), entry) for entry in entries if not entry.is_dir()]
    for member in files:
        _check_member(source, member)
    _check_sizes(source, files)
    kept = tuple(member for member in files if not _is_clutter(member))
    if not kept:
        raise source.refusal("EMPTY_ZIP", "the archive holds no file")
    if len({member.path.lower() for member in kept}) < len(kept):
        raise source.refusal("ZIP_FILES", "a file name occurs twice in the archive: pack it again")
    return Archive(source, kept)


def _check_directory(source: Source) -> None:
    """Refuse a directory too long to be read at all."""
    tail = source.content[-(_COMMENT_LIMIT + _DIRECTORY_END_BYTES) :]
    start = tail.rfind(_DIRECTORY_END)
    if start < 0 or len(tail) - start < _DIRECTORY_END_BYTES:
        raise _damaged(source)
    count, size = struct.unpack_from("<HI", tail, start + 10)
    _check_count(source, count)
    if size > _ENTRY_BYTES * source.limits.archive_files:
        _check_count(source, size // _ENTRY_BYTES + 1)


def _check_count(source: Source, count: int) -> None:
    if count > source.limits.archive_files:
        raise source.refusal(
            "ZIP_FILES",
            f"the archive holds more than {counted(source.limits.archive_files, 'file')}: "
            "pack only those of the layer",
        )


def _check_member(source: Source, member: Member) -> None:
    path, info = member.path, member.info
    shown = preview(path)
    if info.flag_bits & _ENCRYPTED:
        raise source.refusal("ZIP_LOCKED", "the archive has a password: pack it without")
    names = (path, info.filename, info.orig_filename)
    if any(_leaves_folder(name) for name in names):
        raise source.refusal("ZIP_PATH", f"{shown} points outside the archive: pack it again")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise source.refusal("ZIP_LINK", f"{shown} is a link: pack the file itself")


def _leaves_folder(path: str) -> bool:
    slashed = path.replace("\\", "/")
    drive = len(slashed) > 1 and slashed[1] == ":"
    return slashed.startswith("/") or drive or ".." in slashed.split("/") or "\x00" in path


def _check_sizes(source: Source, members: list[Member]) -> None:
    limits = source.limits
    total = sum(member.info.file_size for member in members)
    swollen = any(
        member.info.file_size > _RATIO_FROM_BYTES
        and member.info.file_size > limits.packing_ratio * max(member.info.compress_size, 1)
        for member in members
    )
    if total > limits.unpacked_bytes or swollen:
        raise source.refusal(
            "ZIP_BOMB",
            f"the archive unpacks to {total / 1e6:.0f} MB, far more than a layer needs: "
            "pack only the files of the layer",
        )


def _shown_path(entry: zipfile.ZipInfo) -> str:
    """Return the path as it was written; Windows packs Korean names as CP949."""
    if entry.flag_bits & _UTF8_NAME or entry.filename.isascii():
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_clutter(member: Member) -> bool:
    path = PurePosixPath(member.path.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.startswith(".") or path.name == "Thumbs.db"


def _damaged(source: Source) -> Exception:
    return source.refusal("BAD_ZIP", "the archive is damaged or cut short: pack or send it again")
