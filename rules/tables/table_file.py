"""One release of a code table is one read-only file: a checksum, a header in JSON, columns that can be mapped."""

import hashlib
import json
import lzma
import mmap
import struct
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rules.tables.error import TableError

# 16 bytes of magic and 64 of checksum keep everything that follows on a multiple of eight, as the columns need.
_MAGIC = b"claims-table 1\n\n"
_CHECKED_FROM = len(_MAGIC) + 64
_LENGTH = struct.Struct("<Q")
_WIDTHS = {"B": 1, "H": 2, "I": 4, "Q": 8}
# Extreme compression of a fixed filter chain: the same text gives the same bytes with the same liblzma.
_LZMA_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


class TableFile:
    """An open file of one table: its header, and its columns by name.

    Opening checks the length and the SHA-256 of the whole file, so what is read later can be trusted.

    Raises:
        TableError: the file is missing, truncated, corrupt, or not a table of the expected kind.
    """

    __slots__ = ("_columns", "_start", "_view", "header", "path")

    def __init__(self, path: Path, kind: str) -> None:
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
            raise TableError(path, f"cannot be opened: {error}") from error
        self._read(path, memoryview(mapped), kind)

    @classmethod
    def of_bytes(cls, content: bytes, kind: str) -> "TableFile":
        """A file that was made a moment ago and is in memory."""
        file = cls.__new__(cls)
        file._read(Path(kind), memoryview(content), kind)
        return file

    def _read(self, path: Path, view: memoryview, kind: str) -> None:
        self.path = path
        self._view = view
        if len(self._view) < _CHECKED_FROM + _LENGTH.size or self._view[: len(_MAGIC)] != _MAGIC:
            raise TableError(path, "is not a code table, or is cut off in its first bytes")
        written = bytes(self._view[len(_MAGIC) : _CHECKED_FROM])
        if hashlib.sha256(self._view[_CHECKED_FROM:]).hexdigest().encode() != written:
            raise TableError(
                path,
                "is corrupt or truncated: its checksum does not match; load it again, or reinstall if it was shipped",
            )
        if sys.byteorder != "little":
            raise TableError(path, "can only be mapped on a little-endian machine")
        (length,) = _LENGTH.unpack_from(self._view, _CHECKED_FROM)
        self._start = _CHECKED_FROM + _LENGTH.size + length
        self.header: Mapping[str, Any] = json.loads(bytes(self._view[self._start - length : self._start]))
        self._columns: Mapping[str, list[Any]] = self.header["columns"]
        if self.header["kind"] != kind:
            raise TableError(path, f"holds a table of kind {self.header['kind']}, not {kind}")

    @property
    def in_force_from(self) -> date:
        """The first date the release answers for."""
        return date.fromisoformat(self.header["in_force_from"])

    @property
    def in_force_through(self) -> date:
        """The last date the release answers for."""
        return date.fromisoformat(self.header["in_force_through"])

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._columns)

    def has_column(self, name: str) -> bool:
        """Whether the file has a column of that name."""
        return name in self._columns

    def column(self, name: str) -> memoryview:
        """A column of unsigned numbers, mapped from the file without a copy."""
        form, data = self._stored(name)
        return data.cast(form)

    def text(self, name: str) -> str:
        """A column of compressed text, decompressed at every call."""
        return self.column_bytes(name).decode()

    def column_bytes(self, name: str) -> bytes:
        """The bytes of a column of compressed text, decompressed at every call."""
        return lzma.decompress(self._stored(name)[1], format=lzma.FORMAT_RAW, filters=_LZMA_FILTERS)

    def _stored(self, name: str) -> tuple[Any, memoryview]:
        if name not in self._columns:
            raise TableError(self.path, f"has no column {name}")
        form, offset, length = self._columns[name]
        return form, self._view[self._start + offset : self._start + offset + length]


def table_file_bytes(header: Mapping[str, Any], columns: Mapping[str, tuple[str, bytes]]) -> bytes:
    """The bytes of a table's file, from its header and its columns.

    Args:
        header: kind, release, dates and whatever the kind needs; values that JSON can hold.
        columns: by name, the form (`B` `H` `I` `Q`: unsigned little-endian numbers; `text`: UTF-8, to be compressed)
            and the bytes.
    """
    payload = bytearray()
    placed: dict[str, list[Any]] = {}
    for name, (form, raw) in columns.items():
        data = _compressed(raw) if form == "text" else raw
        if form != "text" and len(data) % _WIDTHS[form]:
            raise ValueError(f"column {name} is not a whole number of {form}")
        placed[name] = [form, len(payload), len(data)]
        payload += data + bytes(-len(data) % 8)
    text = json.dumps({**header, "columns": placed}, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    checked = _LENGTH.pack(len(text)) + text + bytes(payload)
    return _MAGIC + hashlib.sha256(checked).hexdigest().encode() + checked


def _compressed(text: bytes) -> bytes:
    # A dictionary larger than the text costs the time to clear it, some tenths of a second, and finds nothing more.
    size = max(4096, 1 << max(len(text) - 1, 1).bit_length())
    filters = [{**each, "dict_size": min(size, 1 << 26)} for each in _LZMA_FILTERS]
    return lzma.compress(text, format=lzma.FORMAT_RAW, filters=filters)
