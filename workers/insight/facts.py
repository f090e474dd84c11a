"""What is kept of one outcome: an allow-list of its fields, with persons as keys and ages as bands."""

import datetime as dt
from typing import Any, Final, TypeAlias

from rules.texts.regions import US_STATES
from schemas.claim import ClaimReady
from schemas.encounter import Adjustment, EncounterEvent, Patient
from schemas.finding import NotChecked
from schemas.rejection import ClaimRejected
from schemas.value import value
from workers.insight.columns import FACT_COLUMNS
from workers.insight.keys import Keys

Row: TypeAlias = dict[str, Any]
"""Values by the name of their column, in the order of `FACT_COLUMNS`; lists are never null."""

_BAND_YEARS: Final = 5
_TOP_AGE: Final = 90


@value
class Place:
    """Where an outcome is: its topic, partition and offset, or its line in a file."""

    topic: str | None
    partition: int
    offset: int


def _empty(place: Place, kind: str) -> Row:
    row: Row = {column.name: [] if column.rows or column.several else None for column in FACT_COLUMNS}
    return row | {"topic": place.topic, "partition": place.partition, "offset": place.offset, "kind": kind}


def unreadable(place: Place) -> Row:
    """The row of a record that is not an outcome of a known version."""
    return _empty(place, "unreadable")


def facts_of(outcome: ClaimReady | ClaimRejected, keys: Keys, place: Place) -> Row:
    """The row of an outcome.

    A field that identifies a person reaches the row only as a key, a band or a code of a closed set. Of an encounter
    with a sensitivity label, such as 42CFR2, nothing but its place is kept.

    Args:
        outcome: a claim or a rejection.
        keys: makes the keys of persons.
        place: where the outcome is.
    """
    event = outcome.encounter
    if event.sensitivity:
        return _empty(place, "withheld")
    billed = event.coverages[event.billed_coverage] if 0 <= event.billed_coverage < len(event.coverages) else None
    rendering = event.rendering_provider
    institutional = event.institutional
    patient = event.patient
    return {
        "topic": place.topic,
        "partition": place.partition,
        "offset": place.offset,
        "kind": "fact",
        "claim_id": outcome.claim_id,
        "claim_version": outcome.claim_version,
        "outcome": "READY" if isinstance(outcome, ClaimReady) else "REJECTED",
        "occurred_at": outcome.provenance.occurred_at,
        "processed_at": outcome.provenance.processed_at,
        "source_system": event.source_system,
        "payer_id": None if billed is None else billed.payer_id,
        "filing_indicator": None if billed is None else billed.filing_indicator,
        "claim_form": event.claim_form,
        "frequency_code": event.frequency_code,
        "purpose": event.purpose,
        "type_of_bill": None if institutional is None else institutional.type_of_bill,
        "place_of_service": event.place_of_service,
        "billing_npi": event.billing_provider.npi,
        "rendering_npi": None if rendering is None else rendering.npi,
        "rendering_taxonomy": None if rendering is None else rendering.taxonomy_code,
        "person_key": _person_key(event, keys),
        "member_key": _member_key(event, keys),
        "age_band": _age_band(patient.birth_date, event.service_from),
        "sex": patient.sex,
        "state": _state(patient),
        "service_from": event.service_from,
        "service_through": event.service_through,
        "admission_date": None if institutional is None else institutional.admission_date,
        "discharge_status": None if institutional is None else institutional.discharge_status,
        "deceased": patient.death_date is not None,
        "total_charge": event.total_charge,
        "lines": _lines(outcome),
        "diagnoses": [
            {"rank": rank, "code": one.code, "role": one.role, "present_on_admission": one.present_on_admission}
            for rank, one in enumerate(event.diagnoses, 1)
        ],
        "procedures": [{"code": one.code, "date": one.date} for one in event.procedures],
        "findings": [
            {
                "edit": one.edit,
                "severity": one.severity,
                "carc": one.claim_adjustment_reason_code,
                "line_number": one.line_number,
                "waived": one.waived,
            }
            for one in outcome.findings
        ],
        "repairs": [one.repair for one in outcome.repairs],
        "not_checked": [row for one in outcome.not_checked for row in _not_checked(one)],
        "prior_payers": _prior_payers(event),
    }


def _person_key(event: EncounterEvent, keys: Keys) -> bytes | None:
    patient_id = (event.patient.patient_id or "").strip()
    return keys.key("person", event.source_system, patient_id) if patient_id else None


def _member_key(event: EncounterEvent, keys: Keys) -> bytes | None:
    """The key of the primary coverage, whichever is billed, so that both bills of a visit have the same person."""
    primary = event.coverages[0] if event.coverages else None
    born = event.patient.birth_date
    if primary is None or born is None:
        return None
    payer_id, member_id = (primary.payer_id or "").strip(), (primary.member_id or "").strip()
    return keys.key("member", payer_id, member_id, born.isoformat()) if payer_id and member_id else None


def _age_band(born: dt.date | None, on: dt.date) -> str | None:
    if born is None or born > on:
        return None
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if years >= _TOP_AGE:
        return f"{_TOP_AGE}+"
    start = years - years % _BAND_YEARS
    return f"{start:02}-{start + _BAND_YEARS - 1:02}"


def _state(patient: Patient) -> str | None:
    """The state, if it is one: any other text in this field could be about the person."""
    address = patient.address
    if address is None or address.country != "US" or address.state is None:
        return None
    code = address.state.strip().upper()
    return code if code in US_STATES else None


def _lines(outcome: ClaimReady | ClaimRejected) -> list[Row]:
    systems = [line.code_system for line in outcome.service_lines] if isinstance(outcome, ClaimReady) else []
    return [
        {
            "number": line.line_number,
            "procedure_code": line.procedure_code,
            "code_system": systems[index] if index < len(systems) else None,
            "modifiers": list(line.modifiers),
            "revenue_code": line.revenue_code,
            "units": line.units,
            "charge": line.charge,
            "service_from": line.service_from,
            "place_of_service": line.place_of_service,
        }
        for index, line in enumerate(outcome.encounter.service_lines)
    ]


def _not_checked(one: NotChecked) -> list[Row]:
    return [{"edit": edit, "table": one.table, "reason": one.reason} for edit in one.edits]


def _prior_payers(event: EncounterEvent) -> list[Row]:
    """The other payers that adjudicated the claim, with the adjustments of the claim and of its lines."""
    rows: list[Row] = []
    for index, coverage in enumerate(event.coverages):
        decision = coverage.adjudication
        of_lines = [one for line in event.service_lines for one in line.adjudications if one.coverage == index]
        if index == event.billed_coverage or (decision is None and not of_lines):
            continue
        adjustments = [*(() if decision is None else decision.adjustments)]
        adjustments += [one for line in of_lines for one in line.adjustments]
        rows.append(
            {
                "payer_id": coverage.payer_id,
                "paid": None if decision is None else decision.paid,
                "adjustments": [_adjustment(one) for one in adjustments],
            }
        )
    return rows


def _adjustment(one: Adjustment) -> Row:
    return {"group": one.group, "reason": one.reason, "amount": one.amount}
