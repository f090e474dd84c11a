r"""From an HL7 v2 DFT^P03 message to an encounter event, as an integration engine would map it.

    python hl7_to_event.py hl7-dft.hl7 | claims-worker check -

A message of charges is rarely a whole bill: collect the charges of an account until it is final, and send one message,
or map the collected ones. Escapes (`\T\`) are undone here. A segment that the script does not place is refused.
"""

import datetime as dt
import json
import sys
import uuid
from collections.abc import Sequence
from typing import Any

# What the message does not say, and your site knows.
BILLING_PROVIDER = {
    "npi": "1076543218",
    "entity_type": "ORGANIZATION",
    "organization_name": "Lakeview Family Medicine",
    "taxonomy_code": "207Q00000X",
    "tax_id": "363123456",
    "tax_id_type": "EIN",
    "address": {"line1": "1200 N Lake Shore Dr", "city": "Chicago", "state": "IL", "postal_code": "606011234"},
    "phone": "3125550142",
}
PLACES = {"CLINIC": "11"}
"""The place of service of each location in FT1-16."""
SOURCE_SYSTEM = "epic-prod-east"

SEX = {"F": "FEMALE", "M": "MALE", "U": "UNKNOWN", "O": "UNKNOWN", "A": "UNKNOWN"}
RELATIONSHIPS = {"SEL": "SELF", "SPO": "SPOUSE", "CHD": "CHILD"}
SEGMENTS = frozenset(["MSH", "EVN", "PID", "PV1", "FT1", "DG1", "IN1"])


class CannotMap(Exception):
    """The message lacks something, or has something that this mapping does not place."""


class Segment:
    """A segment; fields and components are numbered as in the standard."""

    def __init__(self, line: str) -> None:
        self.fields = line.split("|")
        self.name = self.fields[0]
        if self.name == "MSH":
            self.fields.insert(1, "|")

    def get(self, field: int, component: int = 1, repeat: int = 0) -> str | None:
        """The text of a component; None if it is absent or empty."""
        repeats = self.fields[field].split("~") if field < len(self.fields) else []
        parts = repeats[repeat].split("^") if repeat < len(repeats) else []
        return unescaped(parts[component - 1]) or None if component <= len(parts) else None

    def need(self, field: int, component: int = 1) -> str:
        """The text of a component that must be there."""
        text = self.get(field, component)
        if text is None:
            raise CannotMap(f"{self.name}-{field}.{component} is empty")
        return text


def unescaped(text: str) -> str:
    """The text with the escapes of the delimiters undone."""
    for letter, delimiter in (("F", "|"), ("S", "^"), ("T", "&"), ("R", "~"), ("E", "\\")):
        text = text.replace(f"\\{letter}\\", delimiter)
    return text


def event_of(message: str) -> dict[str, Any]:
    """The event of one message."""
    segments = [Segment(line) for line in message.replace("\n", "\r").split("\r") if line]
    if segments[0].name != "MSH" or segments[0].fields[2] != "^~\\&":
        raise CannotMap("not an HL7 message with the usual delimiters")
    header = segments[0]
    if (header.get(9, 1), header.get(9, 2)) != ("DFT", "P03"):
        raise CannotMap("not a DFT^P03 message")
    if other := {each.name for each in segments} - SEGMENTS:
        raise CannotMap(f"this mapping does not place {', '.join(sorted(other))}")

    def every(name: str) -> list[Segment]:
        found = [each for each in segments if each.name == name]
        if not found:
            raise CannotMap(f"no {name} segment")
        return found

    charges, diagnoses, patient, visit = every("FT1"), every("DG1"), every("PID")[0], every("PV1")[0]
    if {each.get(6) for each in charges} != {"CG"}:
        raise CannotMap("credits must be netted with their charges first")
    diagnoses.sort(key=lambda each: int(each.need(15)))
    codes = [icd_10(each.get(3, 1), each.get(3, 3)) for each in diagnoses]
    days = sorted(day(each.need(4)) for each in charges)
    amounts = [cents(each.need(11)) for each in charges]
    first = charges[0]
    return {
        "event_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SOURCE_SYSTEM}/{header.need(10)}")),
        "occurred_at": instant(header.need(7)),
        "source_system": SOURCE_SYSTEM,
        "encounter_id": visit.need(19),
        # A message has no version of the bill: minutes since 2000 grow with each message about it.
        "encounter_version": minutes(header.need(7)),
        "claim_form": "PROFESSIONAL",
        "patient_control_number": patient.need(18),
        "patient": {
            "patient_id": patient.need(3),
            "first_name": patient.need(5, 2),
            "last_name": patient.need(5, 1),
            "birth_date": day(patient.need(7)),
            "sex": SEX[patient.get(8) or "U"],
            "address": {
                "line1": patient.need(11, 1),
                "line2": patient.get(11, 2),
                "city": patient.need(11, 3),
                "state": patient.need(11, 4),
                "postal_code": patient.need(11, 5),
            },
            "phone": patient.get(13),
        },
        "coverages": [coverage_of(each) for each in every("IN1")],
        "billing_provider": BILLING_PROVIDER,
        "rendering_provider": {
            "npi": first.need(20, 1),
            "entity_type": "PERSON",
            "last_name": first.need(20, 2),
            "first_name": first.need(20, 3),
        },
        "place_of_service": PLACES[first.need(16)],
        "service_from": days[0],
        "service_through": days[-1],
        "diagnoses": [{"code": code, "role": "OTHER" if number else "PRINCIPAL"} for number, code in enumerate(codes)],
        "service_lines": [line_of(each, number, codes, first) for number, each in enumerate(charges, start=1)],
        "total_charge": f"{sum(amounts) // 100}.{sum(amounts) % 100:02}",
        "accept_assignment_code": "A",
        "benefits_assignment_code": "Y",
        "release_of_information_code": "Y",
        "provider_signature_on_file": True,
    }


def line_of(charge: Segment, number: int, codes: Sequence[str], first: Segment) -> dict[str, Any]:
    """A service line."""
    if charge.get(20) != first.get(20):
        raise CannotMap("several rendering providers; each is the rendering_provider of its line")
    if charge.get(7, 3) not in ("C4", "HCPCS"):
        raise CannotMap("FT1-7 is not a CPT or HCPCS code; a code of the charge master needs a map of your own")
    own = charge.fields[19].split("~") if len(charge.fields) > 19 else []
    pointed = [icd_10(charge.get(19, 1, repeat), charge.get(19, 3, repeat)) for repeat in range(len(own))]
    return {
        "line_number": number,
        "control_number": charge.need(2),
        "procedure_code": charge.need(7),
        "modifiers": [each for each in (charge.get(26, 1, repeat) for repeat in range(4)) if each],
        "service_from": day(charge.need(4)),
        "place_of_service": PLACES[charge.need(16)],
        "units": charge.need(10),
        "unit_of_measure": "UN",
        "charge": charge.need(11),
        "diagnosis_pointers": [codes.index(each) + 1 for each in pointed],
    }


def coverage_of(insurance: Segment) -> dict[str, Any]:
    """A payer, in the order of payment."""
    relationship = RELATIONSHIPS.get(insurance.need(17))
    if relationship != "SELF":
        raise CannotMap("the patient is not the subscriber; map IN1-16, 18, 19 and 43 to the subscriber")
    return {
        "payer_id": insurance.need(3),
        "payer_name": insurance.need(4),
        "filing_indicator": insurance.need(15),
        "member_id": insurance.need(36),
        "group_number": insurance.get(8),
        "relationship": relationship,
    }


def icd_10(code: str | None, system: str | None) -> str:
    """An ICD-10-CM code."""
    if code is None or system not in ("I10", "I10C"):
        raise CannotMap("a diagnosis is not ICD-10-CM")
    return code


def day(text: str) -> str:
    """A date of HL7 as in JSON."""
    return dt.date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}").isoformat()


def moment(text: str) -> dt.datetime:
    """An instant; a message without a time zone would be guessed."""
    return dt.datetime.strptime(text, "%Y%m%d%H%M%S%z")


def instant(text: str) -> str:
    """An instant of HL7 as in JSON."""
    return moment(text).isoformat()


def minutes(text: str) -> int:
    """Minutes from 2000-01-01 to an instant of HL7."""
    return int((moment(text) - dt.datetime(2000, 1, 1, tzinfo=dt.UTC)).total_seconds() // 60)


def cents(text: str) -> int:
    """An amount in cents, without a binary float."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(f"{part:0<2}"[:2])


def main() -> None:
    """Print the event of a message as JSON."""
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        message = file.read()
    try:
        print(json.dumps(event_of(message), ensure_ascii=False))
    except CannotMap as why:
        sys.exit(str(why))
    except (KeyError, ValueError):
        sys.exit("the message has a date, number or code that this mapping does not know")


if __name__ == "__main__":
    main()
