"""One checked file of named arrays: npz inside, no pickle, refused when a single byte differs."""

import hashlib
import io
import json
import mmap
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from geo.errors import CorruptFileError

MAGIC = b"green-zone-roads/2 sha256="
DIGEST_BYTES = 64
HEADER = "header"
# Arrays begin at multiples of this, so that they can be used where they lie in the file.
ALIGN_BYTES = 64
_LOCAL_HEADER_BYTES, _ZIP64_BYTES, _EXTRA_HEAD_BYTES = 30, 20, 4
_PADDING_ID = 0xD935  # the extra field that Android's zipalign writes, too
_CHUNK_BYTES = 1 << 20


def write_arrays(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays and a JSON header to one file, whole or not at all.

    The file is a plain npz (``numpy.load`` opens it) whose zip comment ends with
    the SHA-256 of every byte before it. The same content gives the same bytes.

    Parameters
    ----------
    path
        File to write; replaced in one step when it is there.
    header
        Values that JSON can hold.
    arrays
        Arrays by name; of any type but objects.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        text = np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), dtype=np.uint8)
        for name, array in {HEADER: text, **arrays}.items():
            member = _aligned_member(f"{name}.npy", buffer.tell())
            with archive.open(member, "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, np.asarray(array), allow_pickle=False)
        archive.comment = MAGIC + b"0" * DIGEST_BYTES
    body = memoryview(buffer.getbuffer())[:-DIGEST_BYTES]
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            file.write(body)
            file.write(hashlib.sha256(body).hexdigest().encode())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _aligned_member(name: str, start: int) -> zipfile.ZipInfo:
    """Pad a member's header so that its content begins at a multiple of `ALIGN_BYTES`."""
    member = zipfile.ZipInfo(name)
    taken = start + _LOCAL_HEADER_BYTES + len(name) + _ZIP64_BYTES + _EXTRA_HEAD_BYTES
    padding = -taken % ALIGN_BYTES
    member.extra = np.array([_PADDING_ID, padding], dtype="<u2").tobytes() + bytes(padding)
    return member


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read what `write_arrays` wrote, after every byte has been checked.

    The arrays are read-only views of the file: what is not looked at takes no memory.
    A file that is replaced meanwhile stays as it was for whoever has it open.

    Parameters
    ----------
    path
        File to read.

    Returns
    -------
    tuple
        The header and the arrays by name.

    Raises
    ------
    CorruptFileError
        If the file is missing, cut short, altered, or not of this kind and version.
    """
    try:
        with path.open("rb") as file:
            _check_digest(path, file)
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            arrays = _views(file, content)
        header: dict[str, Any] = json.loads(arrays.pop(HEADER).tobytes())
    except CorruptFileError:
        raise
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CorruptFileError(f"{path}: not a road network file ({error})") from error
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); build the road network again"
        raise CorruptFileError(message) from error
    return header, arrays


def _views(file: BinaryIO, content: mmap.mmap) -> dict[str, NDArray[Any]]:
    """Give every array of an npz where it lies."""
    with zipfile.ZipFile(file) as directory:
        members = [(member.filename, member.header_offset) for member in directory.infolist()]
    arrays = {}
    for name, offset in members:
        lengths = np.frombuffer(content, dtype="<u2", count=2, offset=offset + 26)
        content.seek(offset + _LOCAL_HEADER_BYTES + int(lengths.sum(dtype=np.int64)))
        arrays[name.removesuffix(".npy")] = _view(content)
    return arrays


def _view(content: mmap.mmap) -> NDArray[Any]:
    version = np.lib.format.read_magic(content)
    read_header = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[version]
    shape, is_fortran, kind = read_header(content)
    if kind.hasobject or is_fortran:
        raise ValueError(f"an array of {kind} is not one of ours")
    count = int(np.prod(shape, dtype=np.int64))
    if count == 0:
        return np.zeros(shape, dtype=kind)
    return np.frombuffer(content, dtype=kind, count=count, offset=content.tell()).reshape(shape)


def _check_digest(path: Path, file: BinaryIO) -> None:
    """Compare the digest at the end of a file with its bytes, a chunk at a time."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - DIGEST_BYTES - len(MAGIC), 0))
    if file.read(len(MAGIC)) != MAGIC:
        message = f"{path}: not a road network file of this version, or cut short; build it again"
        raise CorruptFileError(message)
    digest = file.read(DIGEST_BYTES)
    file.seek(0)
    found, left = hashlib.sha256(), size - DIGEST_BYTES
    while left > 0:
        chunk = file.read(min(_CHUNK_BYTES, left))
        found.update(chunk)
        left -= len(chunk)
    if found.hexdigest().encode() != digest:
        raise CorruptFileError(f"{path}: altered since it was written; build it again")
