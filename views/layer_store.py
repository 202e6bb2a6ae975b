"""Layers of a map by signed address that expires: a click sends the address again, not the layer.

Only the server of ``server.py`` serves them; under ``streamlit run app.py`` alone there is none,
and the layers stand in the map itself.
"""

import gzip
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from itsdangerous import BadSignature, URLSafeSerializer

ROUTE = "/layers"
_BUCKET_S, _BUCKETS = 3600, 2  # an address holds for one to two hours; in between it stays the same
_MOST_BYTES = 64_000_000


Thing = TypeVar("Thing")


class Same(Generic[Thing]):
    """A thing as a part of a key: equal to itself alone, and kept for as long as the key is."""

    __slots__ = ("thing",)

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        """Hash its identity."""
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        """Whether another stands for the very same thing."""
        return isinstance(other, Same) and self.thing is other.thing


class LayerStore:
    """Layers that maps on screen need, by what they hold; the least used go first.

    Parameters
    ----------
    secret
        Signs the addresses; by default new with every start of the server.
    most_bytes
        Most that is kept, packed.
    """

    def __init__(self, secret: str | None = None, *, most_bytes: int = _MOST_BYTES) -> None:
        self.is_served = False
        self._signer = URLSafeSerializer(secret or secrets.token_hex(32), salt="layer")
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._names: dict[Hashable, str] = {}
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = threading.Lock()

    def put(self, content: bytes, *, key: Hashable = None, now_s: float | None = None) -> str:
        """Keep a layer and give its address; the same layer has the same address for a while.

        Parameters
        ----------
        content
            What a browser gets.
        key
            By which `known` finds it again; None for none.
        now_s
            Seconds since 1970; the clock's if None.
        """
        name = hashlib.sha256(content).hexdigest()[:32]
        with self._lock:
            if name not in self._kept:
                packed = gzip.compress(content, 5, mtime=0)
                self._kept[name] = packed
                self._bytes += len(packed)
            self._kept.move_to_end(name)
            if key is not None:
                self._names[key] = name
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                lost, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone)
                self._names = {k: v for k, v in self._names.items() if v != lost}
        return self._address(name, now_s)

    def known(self, key: Hashable, *, now_s: float | None = None) -> str | None:
        """Give the address of the layer that was put under a key; None if it is kept no more."""
        with self._lock:
            name = self._names.get(key)
            if name is None:
                return None
            self._kept.move_to_end(name)
        return self._address(name, now_s)

    def _address(self, name: str, now_s: float | None) -> str:
        return f"{ROUTE}/{self._signer.dumps([name, _bucket(now_s)])}"

    def get(self, token: str, *, now_s: float | None = None) -> bytes | None:
        """Give a layer, gzipped; None if it is kept no more.

        Raises
        ------
        PermissionError
            If the address was not signed here, or has expired.
        """
        try:
            key, bucket = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError) as error:
            raise PermissionError("not signed here") from error
        if not 0 <= _bucket(now_s) - bucket < _BUCKETS:
            raise PermissionError("expired")
        with self._lock:
            return self._kept.get(key)


def _bucket(now_s: float | None) -> int:
    return int((time.time() if now_s is None else now_s) // _BUCKET_S)


STORE = LayerStore()
"""The store of this server."""
