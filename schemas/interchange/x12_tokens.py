"""The segments of X12 interchanges, read as a stream: delimiters are found in each ISA, on bytes, before decoding."""

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, TypeAlias

from schemas.value import value

MOST_SEGMENT_BYTES: Final = 1 << 16
MOST_ELEMENTS: Final = 1_000
_ISA_ELEMENTS: Final = 16
_LONGEST_ISA: Final = 400
_HEAD: Final = 512
_PIECE: Final = 1 << 17
_BLANK: Final = b" \t\r\n\v\f\x00\x1a"
"""Around segments and interchanges; some systems fill the last block of a file with NUL or Ctrl-Z."""
_FRAGMENT: Final = re.compile(rb"(?:ST|GS)\*")
_X12: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:ISA[^A-Za-z0-9]|(?:ST|GS)\*)")

TokenFault: TypeAlias = Literal["isa-malformed", "segment-too-long", "trailing-data"]
Token: TypeAlias = list[str] | TokenFault
"""The elements of a segment, its id first, or why it cannot be read."""
Note: TypeAlias = Literal["isa-width", "encoding-guessed", "envelope-absent"]


@value
class Delimiters:
    """The characters that an interchange is written with."""

    element: str
    component: str
    terminator: bytes


_OF_A_FRAGMENT: Final = Delimiters(element="*", component=":", terminator=b"~")


def is_x12(head: bytes) -> bool:
    """Whether the first bytes of a file are those of X12: an interchange, or a group or transaction set without one."""
    return _X12.match(head) is not None


class Tokenizer:
    """Reads segments from a file; memory is bounded by one segment.

    Args:
        read: returns at most so many of the next bytes; none at the end.
        note: called with what is unusual about the interchange or segment that comes next.
    """

    def __init__(self, read: Callable[[int], bytes], note: Callable[[Note], None]) -> None:
        self._read = read
        self._note = note
        self._buffer = b""
        self.delimiters = _OF_A_FRAGMENT
        """Those of the interchange that is being read."""
        self.ended_within = False
        """Whether the file ended within a segment."""

    def __iter__(self) -> Iterator[Token]:
        first = True
        while self._open(first=first):
            first = False
            fault = self._find_delimiters()
            if fault is not None:
                yield fault
                return
            yield from self._interchange()

    def _open(self, *, first: bool) -> bool:
        """Read up to the head of the next interchange; whether there is one."""
        blank = _BLANK + b"\xef\xbb\xbf" if first else _BLANK
        self._buffer = self._buffer.lstrip(blank)
        while len(self._buffer) < _HEAD and (more := self._read(_PIECE)):
            self._buffer = (self._buffer + more).lstrip(blank)
        return bool(self._buffer)

    def _find_delimiters(self) -> TokenFault | None:
        if self._buffer.startswith(b"ISA"):
            found = _of_isa(self._buffer[:_LONGEST_ISA])
            if found is None:
                return "isa-malformed"
            self.delimiters, usual = found
            if not usual:
                self._note("isa-width")
            return None
        if _FRAGMENT.match(self._buffer):
            self.delimiters = _OF_A_FRAGMENT
            self._note("envelope-absent")
            return None
        return "trailing-data"

    def _interchange(self) -> Iterator[Token]:
        """The segments up to IEA, the next ISA or the end of the file."""
        terminator = self.delimiters.terminator
        at_head = True
        skipping = False
        while True:
            pieces = self._buffer.split(terminator)
            rest = pieces.pop()
            for index, piece in enumerate(pieces):
                segment = piece.strip(_BLANK)
                if skipping or len(segment) > MOST_SEGMENT_BYTES:
                    skipping = False
                    yield "segment-too-long"
                    continue
                if not segment:
                    continue
                kind = segment[:3]
                if kind == b"ISA" and not at_head:
                    self._buffer = terminator.join((*pieces[index:], rest))
                    return
                at_head = False
                yield self._split(segment)
                if kind == b"IEA":
                    self._buffer = terminator.join((*pieces[index + 1 :], rest))
                    return
            self._buffer = rest
            if len(rest) > MOST_SEGMENT_BYTES:
                self._buffer, skipping = b"", True
            more = self._read(_PIECE)
            if not more:
                break
            self._buffer += more
        last, self._buffer = self._buffer.strip(_BLANK), b""
        if skipping:
            yield "segment-too-long"
        elif last:
            # The terminator of the last segment is often left out.
            self.ended_within = last[:2] not in (b"IE", b"GE", b"SE")
            yield self._split(last)

    def _split(self, segment: bytes) -> Token:
        try:
            text = segment.decode()
        except UnicodeDecodeError:
            self._note("encoding-guessed")
            try:
                text = segment.decode("cp1252")
            except UnicodeDecodeError:
                text = segment.decode("latin-1")
        elements = text.split(self.delimiters.element)
        return elements if len(elements) <= MOST_ELEMENTS else "segment-too-long"


def _of_isa(head: bytes) -> tuple[Delimiters, bool] | None:
    """The delimiters in an ISA, and whether its elements have their widths; None if they cannot delimit."""
    if len(head) < 4:
        return None
    element = head[3:4]
    usual = head[103:104] == element and head[:105].count(element) == _ISA_ELEMENTS
    at = 103
    if not usual:
        at = -1
        for _ in range(_ISA_ELEMENTS):
            at = head.find(element, at + 1)
            if at < 0:
                return None
    component, terminator = head[at + 1 : at + 2], head[at + 2 : at + 3]
    repetition = head.split(element)[11]
    if not component or not terminator or len({element, component, terminator}) < 3:
        return None
    for one in (element, component, terminator):
        if one.isalnum() or one == b" " or one[0] >= 0x80:
            return None
    if repetition in (element, component, terminator):
        return None
    made = Delimiters(element=element.decode(), component=component.decode(), terminator=terminator)
    return made, usual
