"""One claim of an 837 becomes one encounter event: a pure function of its segments and those around it."""

import datetime as dt
import uuid
from functools import partial
from typing import Final

from schemas.codec import require_ranges
from schemas.encounter import ClaimForm, EncounterEvent, Purpose
from schemas.interchange.claim_parts import Part, Section
from schemas.interchange.conversion import ItemReason, RefuseClaim
from schemas.interchange.conversion_report import element_name
from schemas.interchange.draft import Absent, Draft, build
from schemas.interchange.fill_draft import Filler, Tell
from schemas.interchange.order_coverages import find_payers, order_coverages
from schemas.interchange.x12_place import normalize_path, x12_places_of
from schemas.interchange.x12_plan import Base
from schemas.interchange.x12_values import UnreadableElement, read_date
from schemas.unreadable import Unreadable
from schemas.value import value

_NAMESPACE: Final = uuid.UUID("0c9d7b0e-5f0b-5f27-a3a5-2c0f5c1f8f37")
_EPOCH: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_NAMES: Final = ("last_name", "first_name", "middle_name", "suffix")


@value
class Transaction:
    """What the claims of a transaction set have in common."""

    form: ClaimForm
    interchange: str
    group: str
    control: str
    separator: str
    occurred_at: dt.datetime
    purpose: Purpose
    source_system: str


@value
class Surroundings:
    """The segments around a claim."""

    billing: Section | None
    subscriber: Section | None
    patient: Section | None
    """None if the subscriber is the patient."""


def convert_claim(
    transaction: Transaction, around: Surroundings, claim: Section, ordinal: int, tell: Tell
) -> EncounterEvent:
    """The event of a claim.

    Args:
        transaction: the transaction set.
        around: billing provider, subscriber and patient.
        claim: the segments from CLM on.
        ordinal: of the claim in the transaction set.
        tell: reports an element.

    Raises:
        RefuseClaim: a value has no honest place.
    """
    for section in (around.billing, around.subscriber, around.patient, claim):
        if section is not None and section.fault is not None:
            raise RefuseClaim(section.fault, None)
    made = _ClaimDraft(transaction, around, tell)
    made.fill_around()
    made.fill_claim(claim.parts)
    return made.event(ordinal)


class _ClaimDraft:
    """The records of one claim while they fill."""

    def __init__(self, transaction: Transaction, around: Surroundings, tell: Tell) -> None:
        self._transaction = transaction
        self._around = around
        self._tell = tell
        self._side = "self" if around.patient is None else "dependent"
        self._event = Draft()
        for name in ("patient", "billing_provider"):
            self._event[name] = Draft()
        if transaction.form == "INSTITUTIONAL":
            self._event["institutional"] = Draft()
        self._billed = Draft()
        self._others: list[Draft] = []
        self._letters: dict[int, Part] = {}
        self._billed_letter: Part | None = None
        self._filler = Filler(transaction.form, transaction.separator, frozenset((self._side, "billed")))

    def fill_around(self) -> None:
        """Take what the billing provider, the subscriber and the patient have."""
        if self._around.billing is not None:
            self._fill_billing(self._around.billing)
        for section in (self._around.subscriber, self._around.patient):
            if section is not None:
                self._fill_section(section, self._side)

    def _fill_billing(self, section: Section) -> None:
        """Take what the billing provider has; for all but its first claim, what was taken then."""
        if isinstance(section.taken, Draft):
            self._event = section.taken.copied()
            self._filler.count_items(section.items)
            return
        # Nothing of a billing provider depends on who the patient is.
        self._fill_section(section, "")
        if not self._billed and self._billed_letter is None:
            section.taken, section.items = self._event.copied(), self._filler.items

    def _fill_section(self, section: Section, side: str) -> None:
        drafts: dict[Base, Draft] = {"event": self._event, "coverage": self._billed}
        tell = self._silent if side in section.reported else self._tell
        for part in section.parts:
            if part.elements[0] == "SBR" and self._billed_letter is None:
                self._billed_letter = part
            self._filler.fill(part, drafts, tell)
        section.reported = {*section.reported, side}

    def fill_claim(self, parts: list[Part]) -> None:
        """Take what the claim has."""
        drafts: dict[Base, Draft] = {"event": self._event}
        form = self._transaction.form
        other = Filler(form, self._transaction.separator, frozenset(("other", self._side)))
        note = self._first_note(parts)
        service: Part | None = None
        for part in parts:
            if part.loop == "2320" and part.opens:
                drafts["coverage"] = Draft()
                self._others.append(drafts["coverage"])
                self._letters[id(drafts["coverage"])] = part
            elif part.loop == "2400" and part.opens:
                drafts["line"] = Draft()
                self._filler.count_items(1)
                self._event.setdefault("service_lines", []).append(drafts["line"])
            elif part.loop == "2430" and part.opens:
                drafts["decision"] = Draft()
                self._filler.count_items(1)
                drafts["line"].setdefault("adjudications", []).append(drafts["decision"])
                part = _without_same_procedure(part, service, self._transaction.separator)
            if part.elements[0] in ("SV1", "SV2"):
                service = part
                if (part.elements[0] == "SV1") != (form == "PROFESSIONAL"):
                    self._tell(part, part.elements[0], "wrong-form", None)
            if part is note:
                self._tell(part, "NTE01", "coarser-value", "claim_note")
                part = part._replace(elements=["NTE", "ADD", *part.elements[2:]])
            filler = other if part.loop[:3] in ("232", "233") else self._filler
            filler.fill(part, drafts, self._tell)
        self._date_claim(parts)

    def event(self, ordinal: int) -> EncounterEvent:
        """The event, when everything is filled."""
        made, transaction = self._event, self._transaction
        self._relate()
        coverages, billed = order_coverages(
            self._billed, self._billed_letter, [(one, self._letters[id(one)]) for one in self._others], self._tell
        )
        self._filler.count_items(len(coverages))
        made["coverages"], made["billed_coverage"] = coverages, billed
        find_payers(made.get("service_lines", []), coverages, billed, self._drop)
        number = made.get("encounter_id")
        if number is None:
            raise RefuseClaim("required-field-absent", "2300 CLM01")
        name = (transaction.source_system, transaction.interchange, transaction.group, transaction.control)
        made["event_id"] = str(uuid.uuid5(_NAMESPACE, "\x1f".join((*name, str(ordinal), number))))
        made["occurred_at"] = transaction.occurred_at
        made["encounter_version"] = max(1, int((transaction.occurred_at - _EPOCH).total_seconds()) // 60)
        made["source_system"] = transaction.source_system
        made["claim_form"] = transaction.form
        made["purpose"] = transaction.purpose
        try:
            event: EncounterEvent = build(EncounterEvent, made, partial(self._drop, "incomplete"))
            require_ranges(event)
        except Absent as absent:
            raise RefuseClaim("required-field-absent", self._position(absent.path)) from None
        except Unreadable as fault:
            raise RefuseClaim("value-out-of-range", self._position(fault.field or "")) from None
        return event

    def _silent(self, part: Part, element: str, reason: ItemReason, field: str | None) -> None:
        """Report nothing: it was reported for another claim."""

    def _drop(self, reason: ItemReason, path: str, draft: Draft) -> None:
        """Report every value of a record that is left out."""
        for one in draft.values():
            for inner in one if isinstance(one, (list, tuple)) else (one,):
                if isinstance(inner, Draft):
                    self._drop(reason, path, inner)
        for part, element, component in draft.came:
            self._tell(part, element_name(part.elements[0], element, component), reason, path)

    def _position(self, path: str) -> str:
        """Where in the file a field would be."""
        places = [one for one in x12_places_of(path) if one.form == self._transaction.form and one.reads]
        return places[0].text if places else normalize_path(path)

    def _relate(self) -> None:
        """Give every coverage the patient's relationship to its subscriber."""
        if "relationship" not in self._billed:
            self._billed["relationship"] = "SELF" if self._side == "self" else "OTHER"
            if self._billed_letter is not None:
                field = "coverages[].relationship"
                self._tell(self._billed_letter, "SBR02" if self._side == "self" else "PAT01", "derived", field)
        patient = self._event["patient"]
        for other in self._others:
            if "relationship" not in other:
                other["relationship"] = "OTHER"
                self._tell(self._letters[id(other)], "SBR02", "derived", "coverages[].relationship")
            subscriber = other.get("subscriber")
            if other["relationship"] != "SELF" or subscriber is None:
                continue
            if all(subscriber.get(name) == patient.get(name) for name in _NAMES):
                del other["subscriber"]
                address = subscriber.get("address")
                if address is not None and address != patient.get("address"):
                    self._drop("differs", "patient.address", address)

    def _first_note(self, parts: list[Part]) -> Part | None:
        """The note that is taken although its code is not ADD: the first, if none is."""
        notes = [part for part in parts if part.loop == "2300" and part.elements[0] == "NTE"]
        return None if not notes or any(part.elements[1:2] == ["ADD"] for part in notes) else notes[0]

    def _date_claim(self, parts: list[Part]) -> None:
        """Derive the claim's period where its usual element is absent."""
        made = self._event
        if "service_from" in made:
            return
        days: list[dt.date] = []
        source: Part | None = None
        if self._transaction.form == "PROFESSIONAL":
            source = next((one for one in parts if one.loop == "2300" and one.elements[:2] == ["DTP", "434"]), None)
            days = [] if source is None else _days(source.elements)
        else:
            lines = made.get("service_lines", [])
            days = [line[name] for line in lines for name in ("service_from", "service_through") if name in line]
            source = parts[0]
        if days and source is not None:
            made["service_from"], made["service_through"] = min(days), max(days)
            self._tell(source, "DTP03", "derived", "service_from")


def _days(elements: list[str]) -> list[dt.date]:
    form, text = (*elements, "", "")[2:4]
    try:
        return [read_date(text, form, "from"), read_date(text, form, "through")]
    except UnreadableElement:
        return []


def _without_same_procedure(part: Part, service: Part | None, separator: str) -> Part:
    """An SVD without its procedure, if it is that of the line: qualifier, code and modifiers."""
    if service is None or len(part.elements) < 4:
        return part
    own = "".join(service.elements[1 if service.elements[0] == "SV1" else 2 :][:1])
    if part.elements[3].rstrip(separator) != separator.join(own.split(separator)[:6]).rstrip(separator):
        return part
    return part._replace(elements=[*part.elements[:3], "", *part.elements[4:]])
