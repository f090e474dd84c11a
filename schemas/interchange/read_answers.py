"""Reads payers' answers, 835 and 277CA, as a stream: one answer per claim, in the order of the file."""

from collections.abc import Callable, Iterator
from typing import Final

from schemas.interchange.answer_values import Tell, at
from schemas.interchange.claim_parts import MOST_SEGMENTS
from schemas.interchange.payer_answer import Answer, ProviderAdjustment
from schemas.interchange.read_277ca import Reader277CA
from schemas.interchange.read_835 import Reader835
from schemas.interchange.x12_tokens import Note, Tokenizer

_ACKNOWLEDGMENT: Final = "005010X214"
_ACKNOWLEDGES: Final = "0085"
"""BHT01 of a 277CA; other 277 transactions answer questions about claims."""


def read_answers(read: Callable[[int], bytes], tell: Tell) -> Iterator[Answer | ProviderAdjustment]:
    """Read every answer, and the adjustments that belong to no claim.

    Args:
        read: returns at most so many of the next bytes of the file; none at its end.
        tell: called with what else there is to say of the file; never with a value from it.
    """
    group = ""
    reader: Reader835 | Reader277CA | None = None
    size, skipping = 0, False
    tokenizer = Tokenizer(read, _ignore)
    for token in tokenizer:
        if isinstance(token, str):
            if token != "segment-too-long":
                tell(token)
            elif reader is not None:
                tell("too-large")
                reader.drop()
                skipping = True
            continue
        kind = token[0]
        if kind in ("CLP", "HL", "TRN", "ST", "SE", "LX"):
            size, skipping = 0, False
        size += 1
        if kind in ("ISA", "IEA", "GS", "GE", "ST", "SE"):
            if reader is not None:
                yield from reader.close()
            reader = None
            if kind == "GS":
                group = at(token, 8)
            elif kind == "ST":
                reader = _reader(token, group, tokenizer.delimiters.component, tell)
        elif reader is not None and not skipping:
            if size > MOST_SEGMENTS:
                tell("too-large")
                reader.drop()
                skipping = True
                continue
            if kind == "BHT" and isinstance(reader, Reader277CA) and at(token, 1) != _ACKNOWLEDGES:
                tell("other-transaction")
                reader = None
                continue
            yield from reader.add(token)
    if reader is not None:
        tell("truncated")


def _ignore(note: Note) -> None:
    """Widths of the ISA and encodings change no answer."""


def _reader(elements: list[str], group: str, separator: str, tell: Tell) -> Reader835 | Reader277CA | None:
    """The reader of a transaction set; None for one that is no answer."""
    kind, version = at(elements, 1), at(elements, 3) or group
    if kind == "835":
        return Reader835(separator, tell)
    if kind == "277" and (version.startswith(_ACKNOWLEDGMENT) or not version):
        return Reader277CA(separator, tell)
    tell("other-transaction")
    return None
