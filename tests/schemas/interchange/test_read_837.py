"""Claims of 837 files become events; what no field holds is reported, and one bad claim costs one claim."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from schemas.interchange.conversion import Converted, Refused, Where
from schemas.json_form import read_encounter, to_json
from tests.schemas.interchange.reading import places, read, read_one
from tests.support.x12_claims import (
    BILLING,
    DEPENDENT,
    HEADER,
    RICH,
    SUBSCRIBER,
    VISIT,
    institutional,
    interchange,
    professional,
    transaction,
    written,
)

HEADER_ITEMS: Final = {
    "BHT03 no-field",
    "1000A NM103 no-field",
    "1000A NM108 no-field",
    "1000A PER02 (PER*IC) no-field",
    "1000A PER03 (PER*IC) no-field",
    "1000A PER04 (PER*IC) no-field",
    "1000B NM103 no-field",
    "1000B NM108 no-field",
    "1000B NM109 no-field",
}


def test_a_professional_claim() -> None:
    """Every element of an ordinary claim ends in its field; only the envelope's names and numbers have none."""
    event, items = read_one(professional())
    assert set(places(items)) == HEADER_ITEMS
    form = to_json(event, omit_absent=True)
    assert read_encounter(form) == event
    del form["event_id"]
    assert form == {
        "occurred_at": "2026-11-05T15:30:00.000Z",
        "source_system": "HUB1",
        "encounter_id": "E1",
        "encounter_version": 14_120_130,
        "claim_form": "PROFESSIONAL",
        "frequency_code": "1",
        "purpose": "CHARGEABLE",
        "patient_control_number": "E1",
        "patient": {
            "first_name": "ADA",
            "middle_name": "B",
            "last_name": "SAMPLE",
            "birth_date": "1958-03-14",
            "sex": "FEMALE",
            "address": {
                "line1": "45 ELM ST",
                "line2": "APT 2",
                "city": "CHICAGO",
                "state": "IL",
                "postal_code": "606140011",
                "country": "US",
            },
        },
        "coverages": [
            {
                "payer_id": "60054",
                "payer_name": "EXAMPLE HEALTH PLAN",
                "filing_indicator": "CI",
                "member_id": "W123456789",
                "group_number": "G100",
                "relationship": "SELF",
            }
        ],
        "billed_coverage": 0,
        "billing_provider": {
            "npi": "1076543218",
            "entity_type": "ORGANIZATION",
            "organization_name": "LAKEVIEW FAMILY MEDICINE",
            "taxonomy_code": "207Q00000X",
            "tax_id": "363123456",
            "tax_id_type": "EIN",
            "address": {
                "line1": "1200 N LAKE SHORE DR",
                "city": "CHICAGO",
                "state": "IL",
                "postal_code": "606011234",
                "country": "US",
            },
        },
        "rendering_provider": {
            "npi": "1229629633",
            "entity_type": "PERSON",
            "first_name": "GRACE",
            "last_name": "DOCTOR",
            "taxonomy_code": "207Q00000X",
        },
        "place_of_service": "11",
        "service_from": "2026-11-02",
        "service_through": "2026-11-02",
        "diagnoses": [{"code": "I10", "role": "PRINCIPAL"}, {"code": "E119", "role": "OTHER"}],
        "service_lines": [
            {
                "line_number": 1,
                "control_number": "LINE1",
                "procedure_code": "99213",
                "procedure_qualifier": "HC",
                "modifiers": ["25"],
                "service_from": "2026-11-02",
                "service_through": "2026-11-02",
                "units": "1.000",
                "unit_of_measure": "UN",
                "charge": "125.00",
                "diagnosis_pointers": [1, 2],
            }
        ],
        "total_charge": "125.00",
        "prior_authorization_number": "AUTH7",
        "provider_signature_on_file": True,
        "accept_assignment_code": "A",
        "benefits_assignment_code": "Y",
        "release_of_information_code": "Y",
    }


def test_an_institutional_claim() -> None:
    """Codes of all kinds, the statement period, hours and lines by revenue code are read."""
    event, items = read_one(institutional())
    assert set(places(items)) == HEADER_ITEMS
    assert event.institutional is not None
    assert to_json(event.institutional, omit_absent=True) == {
        "type_of_bill": "111",
        "admission_date": "2026-10-28",
        "admission_hour": "08",
        "admission_type": "1",
        "admission_source": "1",
        "discharge_status": "01",
        "discharge_hour": "09",
        "drg": "885",
        "occurrence_codes": [{"code": "11", "date": "2026-10-01"}],
        "occurrence_spans": [{"code": "74", "from": "2026-10-29", "through": "2026-10-30"}],
        "value_codes": [{"code": "01", "amount": "1563.00"}],
    }
    assert (event.service_from, event.service_through) == (dt.date(2026, 10, 28), dt.date(2026, 11, 2))
    assert [(one.code, one.role, one.present_on_admission) for one in event.diagnoses] == [
        ("F39", "PRINCIPAL", "Y"),
        ("F39", "ADMITTING", None),
        ("F1319", "OTHER", "Y"),
        ("E876", "OTHER", "N"),
    ]
    assert [(one.code, one.date.day) for one in event.procedures] == [("0DTJ4ZZ", 29), ("0DTJ0ZZ", 30)]
    assert event.condition_codes == ("40",)
    assert event.attending_provider is not None
    assert event.attending_provider.npi == "1229629633"
    (line,) = event.service_lines
    assert (line.revenue_code, line.charge, line.units) == ("0124", Decimal("17000.50"), Decimal(5))


def test_where_a_claim_is() -> None:
    """Each outcome has control numbers, the ordinal of the claim and that of its CLM; ST is segment 1."""
    first = transaction((*HEADER, *BILLING, *SUBSCRIBER, *VISIT, *VISIT), control="0001")
    second = transaction((*HEADER, *BILLING, *SUBSCRIBER, *VISIT), control="0002")
    found, items = read(interchange(first, second))
    assert [(one.where.transaction, one.where.claim, one.where.segment) for one in found] == [
        ("0001", 1, 19),
        ("0001", 2, 28),
        ("0002", 1, 19),
    ]
    assert {one.where.interchange for one in found} == {"000000101"}
    assert len({one.event.event_id for one in found if isinstance(one, Converted)}) == 3
    assert "2300 CLM01 repeated-claim" in places(items)


@pytest.mark.parametrize(
    ("segment", "instead", "reason", "position"),
    [
        ("CLM*E1*125***11:B:1*Y*A*Y*Y", "CLM*E1*125***11>B>1*Y*A*Y*Y", "component-separator", "2300 CLM05"),
        ("CLM*E1*125***11:B:1*Y*A*Y*Y", "CLM**125***11:B:1*Y*A*Y*Y", "required-field-absent", "2300 CLM01"),
        ("CLM*E1*125***11:B:1*Y*A*Y*Y", "CLM*E1****11:B:1*Y*A*Y*Y", "required-field-absent", "2300 CLM02"),
        ("CLM*E1*125***11:B:1*Y*A*Y*Y", "CLM*E1*$125***11:B:1*Y*A*Y*Y", "unreadable-number", "2300 CLM02"),
        ("CLM*E1*125***11:B:1*Y*A*Y*Y", "CLM*E1*1e2***11:B:1*Y*A*Y*Y", "unreadable-number", "2300 CLM02"),
        ("CLM*E1*125***11:B:1*Y*A*Y*Y", "CLM*E1*1.255***11:B:1*Y*A*Y*Y", "unreadable-number", "2300 CLM02"),
        ("CLM*E1*125***11:B:1*Y*A*Y*Y", "CLM*E\x1f1*125***11:B:1*Y*A*Y*Y", "value-out-of-range", "2300 CLM01"),
        ("SV1*HC:99213:25*125*UN*1***1:2", "SV1*HC>99213*125*UN*1***1", "component-separator", "2400 SV101"),
        ("SV1*HC:99213:25*125*UN*1***1:2", "SV1*HC*99213*125*UN*1***1", "malformed-composite", "2400 SV101"),
        ("SV1*HC:99213:25*125*UN*1***1:2", "SV1*HC:99213*125*UN****1", "required-field-absent", "2400 SV104"),
        ("SV1*HC:99213:25*125*UN*1***1:2", "SV1*HC:99213*125*UN*1,000***1", "unreadable-number", "2400 SV104"),
        ("HI*ABK:I10*ABF:E119", "HI*ABK*I10*ABF*E119", "malformed-composite", "2300 HI01"),
        ("HI*ABK:I10*ABF:E119", "HI*ABK>I10", "component-separator", "2300 HI01"),
        ("HI*ABK:I10*ABF:E119", "HI*BK:4019", "icd9-code-set", "2300 HI01-1"),
        ("HI*ABK:I10*ABF:E119", "HI*ABK:I10*BF:25000", "icd9-code-set", "2300 HI02-1"),
        ("DTP*472*D8*20261102", "DTP*472*D8*20261302", "required-field-absent", "2400 DTP03 (DTP*472)"),
        ("BHT*0019*00*B1*20261105*1530*CH", "BHT*0019*00*B1*20261105*1530*31", "not-a-claim", "BHT06"),
    ],
)
def test_what_has_no_honest_place_costs_one_claim(segment: str, instead: str, reason: str, position: str) -> None:
    """The claim is refused with its reason and element; the claim after it is read."""
    around = [*HEADER, *BILLING, *SUBSCRIBER]
    bad = [instead if one == segment else one for one in (*around, *VISIT)]
    good = () if segment in around else VISIT
    found, _ = read(interchange(transaction((*bad, *good))))
    first, *others = found
    assert isinstance(first, Refused)
    assert (first.reason, first.position) == (reason, position)
    assert first.where == Where(interchange="000000101", transaction="0001", claim=1, segment=19)
    assert [type(one) for one in others] == [Converted] * bool(good)


def test_reading_does_not_depend_on_pieces_breaks_or_delimiters() -> None:
    """One byte at a time, with line breaks, blank lines, other delimiters and a missing last terminator."""
    segments = professional()
    expected = read(segments)
    data = written(segments)
    assert read(data, piece=1) == expected
    assert read(data, piece=107) == expected
    assert read(written(segments, after="\r\n"), piece=64) == expected
    assert read(b"\xef\xbb\xbf\r\n" + written(segments, after="\n\n")) == expected
    assert read(written(segments, terminator="\n")) == expected
    assert read(written(segments, terminator="\r", after="\n")) == expected
    assert read(written(segments, delimiters="|<^", terminator="'")) == expected
    assert read(data.removesuffix(b"~")) == expected
    assert read(data + b"\x1a\x00\x00") == expected


def test_two_interchanges_with_other_delimiters_in_one_file() -> None:
    """Delimiters are found in each ISA, with or without an IEA before it."""
    one, other = written(professional()), written(professional(), delimiters="|<^", terminator="'")
    assert [type(each) for each in read(one + other + one)[0]] == [Converted] * 3
    assert [type(each) for each in read(written(professional()[:-1]) + one)[0]] == [Converted] * 2


def test_claims_of_one_provider_read_as_each_alone() -> None:
    """What the first claim took from the billing provider is what every claim has, and no claim changes it."""
    billing = (*BILLING, "REF*0B*LIC1", "REF*1G*UPIN1", "NM1*87*2", "N3*9 LOCKBOX RD", "N4*CHICAGO*IL*606010001")
    claims = [(SUBSCRIBER, VISIT), (DEPENDENT, RICH), (SUBSCRIBER, (f"CLM*E7{VISIT[0][6:]}", *VISIT[1:]))]
    inside = [segment for subscriber, claim in claims for segment in (*subscriber, *claim)]
    together, _ = read(interchange(transaction((*HEADER, *billing, *inside))))
    alone = [read_one(interchange(transaction((*HEADER, *billing, *one, *claim))))[0] for one, claim in claims]
    assert len(together) == len(alone)
    for one, event in zip(together, alone, strict=True):
        assert isinstance(one, Converted)
        assert len(one.event.billing_provider.other_ids) == 2
        assert one.event.pay_to_address is not None
        assert replace(one.event, event_id=event.event_id) == event
