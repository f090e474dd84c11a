"""Reads bytes as answers in tests."""

import io
from collections.abc import Iterable

from schemas.interchange.payer_answer import Answer, AnswerNote, ProviderAdjustment
from schemas.interchange.read_answers import read_answers
from tests.support.x12_claims import written


def read(data: bytes | Iterable[str], piece: int | None = None) -> tuple[list[Answer | ProviderAdjustment], list[str]]:
    """The answers and the notes of a file.

    Args:
        data: the file, or its segments.
        piece: how many bytes come at once; all if None.
    """
    notes: list[AnswerNote] = []
    stream = io.BytesIO(data if isinstance(data, bytes) else written(data))
    found = list(read_answers(lambda most: stream.read(piece or most), notes.append))
    return found, list(notes)
