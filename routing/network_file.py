"""One checked file of named arrays: npz inside, no pickle, refused when a single byte differs."""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import CorruptFileError

MAGIC = b"green-zone-roads/1 sha256="
DIGEST_BYTES = 64
HEADER = "header"


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
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
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


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read what `write_arrays` wrote, after every byte has been checked.

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
        content = path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); build the road network again"
        raise CorruptFileError(message) from error
    _check_digest(path, memoryview(content))
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        header: dict[str, Any] = json.loads(arrays.pop(HEADER).tobytes())
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise CorruptFileError(f"{path}: not a road network file ({error})") from error
    return header, arrays


def _check_digest(path: Path, content: memoryview) -> None:
    body, digest = content[:-DIGEST_BYTES], bytes(content[-DIGEST_BYTES:])
    if bytes(body[-len(MAGIC) :]) != MAGIC:
        message = f"{path}: not a road network file of this version, or cut short; build it again"
        raise CorruptFileError(message)
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise CorruptFileError(f"{path}: altered since it was written; build it again")
