"""Reads a user's download as it is: a file or a zip of files. Dangerous zips are refused."""

import codecs
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Final, cast

from rules.tables.error import TableError
from rules.tables.manifest import SourceDigest

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_SHEETS = "xl/workbook.xml"
_HEAD = 65_536
_PIECE = 1 << 20
# The largest official file (NCCI pairs) unpacks to about 200 MB, 15 times its size.
_MOST_FILES: Final = 2_000
_MOST_BYTES: Final = 4 << 30
_MOST_TIMES: Final = 200
_SMALL: Final = 16 << 20
_NESTED: Final = 256 << 20


class SourceFile:
    """One file of a user's download, on its own or inside a zip."""

    __slots__ = ("_head", "_open", "_utf8", "digest", "left_out", "name", "spreadsheet")

    def __init__(
        self, name: str, digest: SourceDigest, open_: Callable[[], IO[bytes]], *, spreadsheet: bool = False
    ) -> None:
        self.name = name
        """The name in messages: the file's name; inside a zip, `release.zip » file.txt`."""
        self.digest = digest
        self.spreadsheet = spreadsheet
        """Whether it is an xlsx workbook."""
        self.left_out: set[int] = set()
        """Lines of a list with a header that are not read, because they are known to be wrong."""
        self._open = open_
        self._head: bytes | None = None
        self._utf8: bool | None = None

    @property
    def inside_zip(self) -> bool:
        """Whether it is inside a zip."""
        return " » " in self.name

    @property
    def own_name(self) -> str:
        """The file's own name, without folders, in lower case."""
        return PurePosixPath(self.name.rpartition(" » ")[2]).name.lower()

    @property
    def head(self) -> bytes:
        """The first bytes, which identify the layout."""
        if self._head is None:
            with self.open() as file:
                self._head = read_all(self, file, _HEAD)
        return self._head

    def open(self) -> IO[bytes]:
        """The bytes from the beginning.

        Raises:
            TableError: it cannot be opened.
        """
        try:
            return self._open()
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise TableError(self.name, f"cannot be opened: {_words(error)}") from error

    def lines(self, encoding: str) -> Iterator[tuple[int, str]]:
        """Every line with its number, without the line end.

        Publishers change encodings between releases without a byte order mark: a file that is valid UTF-8 is read as
        UTF-8, any other in the usual encoding of its layout.

        Raises:
            TableError: the file is truncated, damaged or has another encoding.
        """
        self._check_encoding(encoding)
        if self._utf8 is None:
            self._utf8 = self._is_utf8()
        actual = "utf-8-sig" if self._utf8 else encoding
        with self.open() as file:
            for number, raw in enumerate(iterate(self, file), 1):
                try:
                    yield number, raw.rstrip(b"\r\n\x1a").decode(actual)
                except UnicodeDecodeError as error:
                    raise TableError(
                        self.name,
                        f"line {number} is not valid {actual}: byte {raw[error.start]:#04x}; save the file as UTF-8",
                    ) from None

    def _check_encoding(self, encoding: str) -> None:
        if self.head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in self.head:
            raise TableError(self.name, f"is not {encoding} text: it looks like UTF-16 or binary")

    def _is_utf8(self) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            with self.open() as file:
                while piece := read_all(self, file, _PIECE):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True


def open_sources(paths: Sequence[Path]) -> list[SourceFile]:
    """Every file that the user gave, and every file inside a zip among them.

    Raises:
        TableError: a file is missing; a zip is truncated, encrypted, a zip bomb, or names files outside itself.
    """
    found: list[SourceFile] = []
    for path in paths:
        digest = _digest(path)
        with path.open("rb") as file:
            magic = file.read(4)
        whole = SourceFile(path.name, digest, partial(_file, path))
        found.extend(_unpacked(whole, magic, nested=False))
    return found


def iterate(source: SourceFile, file: IO[bytes]) -> Iterator[bytes]:
    """The lines of an open file as bytes.

    Raises:
        TableError: the file is truncated or damaged.
    """
    try:
        yield from file
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise TableError(source.name, f"is truncated or damaged: {_words(error)}") from error


def read_all(source: SourceFile, file: IO[bytes], size: int = -1) -> bytes:
    """The bytes of an open file, or its first `size` bytes.

    Raises:
        TableError: the file is truncated or damaged.
    """
    try:
        return file.read(size)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise TableError(source.name, f"is truncated or damaged: {_words(error)}") from error


def _digest(path: Path) -> SourceDigest:
    sha256 = hashlib.sha256()
    if path.exists() and not path.is_dir() and not path.is_file():
        raise TableError(path, "cannot be read: not a regular file")  # a device may have no end
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                sha256.update(piece)
    except OSError as error:
        raise TableError(path, f"cannot be read: {error.strerror or error}") from None
    return SourceDigest(name=path.name, sha256=sha256.hexdigest())


def _unpacked(source: SourceFile, magic: bytes, *, nested: bool) -> Iterator[SourceFile]:
    if magic not in (_ZIP, _EMPTY_ZIP):
        yield source
        return
    try:
        archive = zipfile.ZipFile(source.open())
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise TableError(source.name, f"is truncated or damaged: {_words(error)}") from error
    _check_members(source, members)
    if _SHEETS in archive.namelist():
        source.spreadsheet = True
        yield source
        return
    for member in members:
        if member.is_dir():
            continue
        inside = SourceFile(f"{source.name} » {member.filename}", source.digest, partial(_member, archive, member))
        with inside.open() as file:
            magic = read_all(inside, file, 4)
        if magic != _ZIP:
            yield inside
        elif member.file_size > _NESTED:
            raise TableError(inside.name, "is too large for a zip inside a zip; unpack the outer one")
        elif nested:
            raise TableError(inside.name, "is nested too deep (a zip in a zip in a zip); unpack it first")
        else:
            with inside.open() as file:
                raw = read_all(inside, file)
            whole = SourceFile(inside.name, source.digest, partial(io.BytesIO, raw))
            yield from _unpacked(whole, magic, nested=True)


def _file(path: Path) -> IO[bytes]:
    return path.open("rb")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    # Reading a member of a zip line by line costs a Python call per line; the buffer makes it one per megabyte.
    return cast(IO[bytes], io.BufferedReader(cast(io.RawIOBase, archive.open(member)), _PIECE))


def _check_members(source: SourceFile, members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > _MOST_FILES:
        raise TableError(source.name, f"has {len(members)} files; at most {_MOST_FILES} are read")
    for member in members:
        path = PurePosixPath(member.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename:
            raise TableError(source.name, f"names a file outside itself: {member.filename!r}")
        if member.flag_bits & 1:
            raise TableError(source.name, f"{member.filename} is encrypted; unpack it first")
        if member.file_size > _SMALL and member.file_size > _MOST_TIMES * max(member.compress_size, 1):
            raise TableError(source.name, f"{member.filename} would unpack to {member.file_size:,} bytes: a zip bomb")
    whole = sum(member.file_size for member in members)
    if whole > _MOST_BYTES:
        raise TableError(source.name, f"would unpack to {whole:,} bytes; at most {_MOST_BYTES:,} are read")


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
