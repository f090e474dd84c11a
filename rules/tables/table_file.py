"""One release of a code table is one file: a checksum, a header in JSON, columns of numbers and of compressed text.

The checksum covers everything but the large columns at the end of the file; each of those has its own checksum in the
header. The file is read once, into memory, and every checksum is verified on that copy: overwriting or truncating the
file later changes no answer. A mapped file would give other answers then, or end the process with SIGBUS.
"""

import hashlib
import json
import lzma
import os
import stat
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
_LARGE = 1 << 20
_WIDTHS = {"B": 1, "H": 2, "I": 4, "Q": 8}
# Extreme compression of a fixed filter chain: the same text gives the same bytes with the same liblzma.
_LZMA_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


class TableFile:
    """One table, read and verified: its header, and its columns by name.

    Raises:
        TableError: the file is missing, truncated, corrupt, or not a table of the expected kind.
    """

    __slots__ = ("_columns", "_start", "_view", "header", "path")

    def __init__(self, path: Path, kind: str) -> None:
        try:
            content = _content(path)
        except OSError as error:
            raise TableError(path, f"cannot be opened: {error}") from error
        self._read(path, memoryview(content), kind)

    @classmethod
    def of_bytes(cls, content: bytes, kind: str) -> "TableFile":
        """A file that is still in memory."""
        file = cls.__new__(cls)
        file._read(Path(kind), memoryview(content), kind)
        return file

    def _read(self, path: Path, view: memoryview, kind: str) -> None:
        self.path = path
        self._view = view
        if len(view) < _CHECKED_FROM + _LENGTH.size or self._view[: len(_MAGIC)] != _MAGIC:
            raise TableError(path, "is not a code table, or is cut off in its first bytes")
        if sys.byteorder != "little":
            raise TableError(path, "can only be read on a little-endian machine")
        (length,) = _LENGTH.unpack_from(self._view, _CHECKED_FROM)
        self._start = _CHECKED_FROM + _LENGTH.size + length
        # Until the checksum is verified, the header says only where the large columns begin.
        try:
            self.header: Mapping[str, Any] = json.loads(bytes(view[self._start - length : self._start]))
            self._columns: Mapping[str, list[Any]] = self.header["columns"]
            large = [each for each in self._columns.values() if len(each) > 3]
            checked_to = min((self._start + each[1] for each in large), default=len(view))
            whole = max((self._start + each[1] + each[2] for each in large), default=len(view))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise _corrupt(path) from error
        written = bytes(view[len(_MAGIC) : _CHECKED_FROM])
        if hashlib.sha256(view[_CHECKED_FROM:checked_to]).hexdigest().encode() != written:
            raise _corrupt(path)
        if large and whole + -whole % 8 != len(view):
            raise _corrupt(path)
        for _, offset, size, digest in large:
            begin = self._start + offset
            if hashlib.sha256(view[begin : begin + size]).hexdigest() != digest:
                raise _corrupt(path)
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
        """A column of unsigned numbers, without another copy.

        Raises:
            TableError: there is no such column.
        """
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
        form, offset, length = self._columns[name][:3]
        return form, self._view[self._start + offset : self._start + offset + length]


def _content(path: Path) -> bytes:
    """The bytes of a regular file as long as it was when it was opened; a pipe or a device would have no end."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is not a regular file")
        return file.read(found.st_size)


def _corrupt(path: Path) -> TableError:
    return TableError(
        path, "is corrupt or truncated: its checksum does not match; load it again, or reinstall if it was shipped"
    )


def table_file_bytes(header: Mapping[str, Any], columns: Mapping[str, tuple[str, bytes]]) -> bytes:
    """The bytes of a table's file, from its header and its columns.

    Args:
        header: kind, release, dates and whatever the kind needs; values that JSON can hold.
        columns: by name, the form (`B` `H` `I` `Q`: unsigned little-endian numbers; `text`: UTF-8, to be compressed)
            and the bytes.
    """
    payload = bytearray()
    placed: dict[str, list[Any]] = {}
    stored: dict[str, bytes] = {}
    for name, (form, raw) in columns.items():
        stored[name] = _compressed(raw) if form == "text" else raw
        if form != "text" and len(raw) % _WIDTHS[form]:
            raise ValueError(f"column {name} is not a whole number of {form}")
    # Large columns last; the others keep the given order.
    for name, data in sorted(stored.items(), key=lambda each: len(each[1]) >= _LARGE):
        own = [hashlib.sha256(data).hexdigest()] if len(data) >= _LARGE else []
        placed[name] = [columns[name][0], len(payload), len(data), *own]
        payload += data + bytes(-len(data) % 8)
    checked = min((each[1] for each in placed.values() if len(each) > 3), default=len(payload))
    text = json.dumps({**header, "columns": placed}, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    front = _LENGTH.pack(len(text)) + text
    digest = hashlib.sha256(front + bytes(payload[:checked])).hexdigest().encode()
    return b"".join((_MAGIC, digest, front, payload))


def _compressed(text: bytes) -> bytes:
    # A dictionary larger than the text finds nothing more and costs tenths of a second to clear.
    size = max(4096, 1 << max(len(text) - 1, 1).bit_length())
    filters = [{**each, "dict_size": min(size, 1 << 26)} for each in _LZMA_FILTERS]
    return lzma.compress(text, format=lzma.FORMAT_RAW, filters=filters)
