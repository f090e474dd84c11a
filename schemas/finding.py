"""What claims and rejections have in common: findings, repairs, what was not checked, and provenance."""

from typing import Literal

from schemas.scalars import Flag, Instant, Int, Long, Text, Uuid
from schemas.value import value

Severity = Literal["REJECT", "WARN", "NOTICE"]
"""What a finding does: REJECT rejects the claim, WARN and NOTICE travel with it."""

Action = Literal["CORRECT_AND_RESEND", "REVIEW", "CONTACT_PAYER", "NONE"]
"""What the reader of a finding is asked to do."""

NotCheckedReason = Literal["NOT_LOADED", "DATE_NOT_COVERED", "EDIT_FAILED"]
"""Why edits were not checked: the table is not loaded, no release covers the date, or the edit failed."""


@value
class Status:
    """A status of a claim acknowledgment (277CA): category, code and, for some codes, an entity."""

    category: Text
    code: Text
    entity: Text | None = None


@value
class Finding:
    """One thing that is wrong with a claim, or that a payer may object to."""

    edit: Text
    name: Text
    severity: Severity
    field: Text
    line_number: Int | None = None
    message: Text
    suggestion: Text | None = None
    action: Action
    claim_adjustment_reason_code: Text | None = None
    remark_codes: tuple[Text, ...] = ()
    status: tuple[Status, ...] = ()
    waived: Flag = False
    snip_level: Int
    source: Text


@value
class Repair:
    """A field that was normalized or derived; never its value."""

    repair: Text
    field: Text


@value
class NotChecked:
    """Edits that could not check this claim."""

    table: Text | None = None
    reason: NotCheckedReason
    edits: tuple[Text, ...] = ()


@value
class CodeTableUsed:
    """A code table that was consulted for this outcome, and the release used."""

    table: Text
    release: Text


@value
class Provenance:
    """Where an outcome comes from and what it was checked against."""

    event_id: Uuid
    occurred_at: Instant
    topic: Text | None = None
    partition: Int | None = None
    offset: Long | None = None
    processed_at: Instant | None = None
    worker_version: Text | None = None
    catalogue: Text
    profile: Text
    code_tables: tuple[CodeTableUsed, ...] = ()
