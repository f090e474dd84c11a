"""What must hold of any bytes of an 837: the target `x12`."""

import io
from collections.abc import Iterator

from schemas.codec import decode_encounter, encode_encounter, frame_schema_id
from schemas.interchange.conversion import Converted
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.read_837 import read_837
from schemas.json_form import read_encounter, to_json
from schemas.schema_source import EmbeddedSchemas
from tests.support.x12_claims import (
    BILLING,
    DEPENDENT,
    HEADER,
    RICH,
    institutional,
    interchange,
    professional,
    transaction,
    written,
)


def x12_seeds() -> Iterator[bytes]:
    """A professional, an institutional and a rich claim."""
    yield written(professional())
    yield written(institutional(), after="\r\n")
    yield written(interchange(transaction((*HEADER, *BILLING, *DEPENDENT, *RICH))), delimiters="|<^")


def check_x12(data: bytes) -> bool:
    """Whether a claim is read; every event of an 837 is one that the worker and `check` of its JSON accept."""
    accepted = False
    stream = io.BytesIO(data)
    for one in read_837(stream.read, ConversionReport()):
        if isinstance(one, Converted):
            accepted = True
            frame = encode_encounter(one.event)
            writer = EmbeddedSchemas().writer(frame_schema_id(frame, len(frame)))
            assert decode_encounter(frame, writer).event == one.event
            assert read_encounter(to_json(one.event)) == one.event
    return accepted
