"""Fingerprints of schemas: two schemas with the same fingerprint are the same to a decoder."""

from typing import Any

import fastavro.schema


def fingerprint(schema: Any) -> str:
    """The CRC-64-AVRO of the schema's parsing canonical form, 16 hexadecimal digits (Avro specification)."""
    canonical = fastavro.schema.to_parsing_canonical_form(schema)
    made: str = fastavro.schema.fingerprint(canonical, "CRC-64-AVRO")
    return made
