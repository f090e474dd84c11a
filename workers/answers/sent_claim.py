"""A claim that was sent, reduced to what it is matched by and what the edits said of it."""

import datetime as dt
import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from rules.catalog import load_catalogue
from rules.claim.facts import ClaimFacts
from rules.edit import Edit
from rules.engine.plan import not_run_because
from rules.profile import Profile
from rules.repairs.repair_event import repair_event
from schemas.claim import ClaimReady
from schemas.encounter import EncounterEvent
from schemas.finding import Finding, NotChecked, Status
from schemas.json_form import read_encounter
from schemas.misfits.misfit import NotAnEncounter
from schemas.rejection import ClaimRejected
from schemas.value import value
from workers.pipeline.process_encounter import Rulebook, claim_of

T = TypeVar("T")


class NotAClaim(Exception):
    """Parsed JSON is not an outcome of this version of the worker."""


@value
class Fired:
    """A finding without its words."""

    edit: str
    severity: str
    waived: bool
    line_number: int | None
    field: str
    carc: str | None
    remark_codes: tuple[str, ...]
    statuses: tuple[Status, ...]


@value
class SentLine:
    """A service line as it was sent."""

    line_number: int
    control_number: str
    procedure_code: str | None
    modifiers: tuple[str, ...]
    revenue_code: str | None
    service_from: dt.date | None
    charge: Decimal


@value
class SentClaim:
    """One version of a claim."""

    claim_id: str
    claim_version: int
    patient_control_number: str
    member_id: str | None
    payer_id: str
    """Blank if the claim has none."""
    sent_on: dt.date
    service_from: dt.date
    charge: Decimal
    lines: tuple[SentLine, ...]
    fired: tuple[Fired, ...]
    not_checked: frozenset[str]
    """Codes of the edits that could not check it."""
    off: frozenset[str]
    """Codes of the edits that are off, in shadow, or not for claims like it."""


@value
class Outcome:
    """What the worker said of one version of a claim."""

    claim_id: str
    claim_version: int
    patient_control_number: str
    encounter: EncounterEvent
    lines: tuple[tuple[int, str], ...]
    """Line number and control number of each line."""
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    profile: str
    rejected: bool


def outcome_of(record: ClaimReady | ClaimRejected) -> Outcome:
    """The outcome in a record that was just made."""
    return Outcome(
        claim_id=record.claim_id,
        claim_version=record.claim_version,
        patient_control_number=record.patient_control_number,
        encounter=record.encounter,
        lines=tuple((line.line_number, line.control_number) for line in record.service_lines),
        findings=record.findings,
        not_checked=record.not_checked,
        profile=record.provenance.profile,
        rejected=isinstance(record, ClaimRejected),
    )


def read_outcome(form: Any) -> Outcome | None:
    """An outcome in parsed JSON: a line of `check --format json`, or the record of an outcome topic.

    Returns:
        The outcome; None for a dead letter.

    Raises:
        NotAClaim: it is none of these. The error has no text: that of the parser can hold data of the claim.
    """
    if not isinstance(form, dict):
        raise NotAClaim
    if form.get("outcome") == "dead_letter":
        return None
    rejected = form.get("outcome") == "rejected"
    record = form.get("rejection" if rejected else "claim", form)
    try:
        return Outcome(
            claim_id=_text(record["claim_id"]),
            claim_version=_adapters()[int].validate_python(record["claim_version"]),
            patient_control_number=_text(record["patient_control_number"]),
            encounter=read_encounter(record["encounter"]),
            lines=tuple((int(line["line_number"]), _text(line["control_number"])) for line in record["service_lines"]),
            findings=tuple(map(_adapters()[Finding].validate_python, record["findings"])),
            not_checked=tuple(map(_adapters()[NotChecked].validate_python, record["not_checked"])),
            profile=_text(record["provenance"]["profile"]),
            rejected=rejected or any(one["severity"] == "REJECT" for one in record["findings"]),
        )
    except (ValidationError, NotAnEncounter, KeyError, TypeError, ValueError, AttributeError):
        raise NotAClaim from None


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise NotAClaim
    return given


@cache
def _adapters() -> Mapping[Any, TypeAdapter[Any]]:
    return {kind: TypeAdapter(kind) for kind in (int, Finding, NotChecked)}


class SentClaimMaker:
    """Reduces outcomes to sent claims.

    Args:
        rulebook: with `only_profile`, all claims are seen under that profile.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._catalogue: Mapping[str, Edit] = load_catalogue()
        self._shared: dict[Any, Any] = {}
        self._off: dict[tuple[Any, ...], frozenset[str]] = {}

    def make(self, outcome: Outcome) -> SentClaim:
        """The sent claim of an outcome."""
        event = outcome.encounter
        billed = event.coverages[event.billed_coverage] if 0 <= event.billed_coverage < len(event.coverages) else None
        return SentClaim(
            claim_id=outcome.claim_id,
            claim_version=outcome.claim_version,
            patient_control_number=outcome.patient_control_number.strip(),
            member_id=None if billed is None else (billed.member_id or "").strip() or None,
            payer_id=sys.intern("" if billed is None else (billed.payer_id or "").strip()),
            sent_on=event.occurred_at.astimezone(dt.UTC).date(),
            service_from=event.service_from,
            charge=event.total_charge,
            lines=tuple(
                SentLine(
                    line_number=number,
                    control_number=control.strip(),
                    procedure_code=line.procedure_code,
                    modifiers=line.modifiers,
                    revenue_code=line.revenue_code,
                    service_from=line.service_from,
                    charge=line.charge,
                )
                for line, (number, control) in zip(event.service_lines, outcome.lines, strict=False)
            ),
            fired=self._share(tuple(map(self._fired, outcome.findings))),
            not_checked=self._share(frozenset(code for entry in outcome.not_checked for code in entry.edits)),
            off=self._off_for(event, self._profile(outcome)),
        )

    def _profile(self, outcome: Outcome) -> Profile:
        """The profile of the claim: that of the command, else the one it was checked under, else that of its payer."""
        profiles, event = self._rulebook.profiles, outcome.encounter
        named = self._rulebook.only_profile or profiles.by_name.get(outcome.profile)
        return profiles.choose(event, named)

    def _fired(self, found: Finding) -> Fired:
        made = Fired(
            edit=found.edit,
            severity=found.severity,
            waived=found.waived,
            line_number=found.line_number,
            field=found.field,
            carc=found.claim_adjustment_reason_code,
            remark_codes=found.remark_codes,
            statuses=found.status,
        )
        return self._share(made)

    def _share(self, made: T) -> T:
        """The same object for equal values: claims have the same findings again and again."""
        if len(self._shared) > 100_000:
            self._shared.clear()
        shared: T = self._shared.setdefault(made, made)
        return shared

    def _off_for(self, event: EncounterEvent, profile: Profile) -> frozenset[str]:
        claim: ClaimFacts = claim_of(repair_event(event, profile.repairs), self._rulebook, profile, None)
        key = (
            *(id(profile), claim.professional, claim.type_of_bill, claim.void, claim.denial_bill, claim.notice),
            *(claim.inpatient, claim.outpatient, claim.acute, claim.hospital_outpatient, claim.ncci),
            event.service_through,
        )
        off = self._off.get(key)
        if off is None:
            off = self._off[key] = frozenset(
                code
                for code, edit in self._catalogue.items()
                if profile.in_shadow(edit) or not_run_because(edit, claim, profile) is not None
            )
        return off
