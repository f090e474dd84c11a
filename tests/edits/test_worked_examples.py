"""Each worked example gives exactly the findings that it lists, in order."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rules.profile import Profile, Profiles
from rules.repairs.repair_event import repair_event
from schemas.claim import ClaimReady
from schemas.finding import Finding
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.rejection import ClaimRejected
from schemas.samples import sample_text
from tests.edits.knowing_tables import tables_that_know
from tests.edits.toy_releases import Row
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import Ready, Rejected
from workers.pipeline.process_encounter import check_encounter

MEDICARE_B = "office-visit-medicare"
LINE = {
    "line_number": 1,
    "procedure_code": "99213",
    "service_from": "2026-11-02",
    "units": "1",
    "unit_of_measure": "UN",
    "charge": "125.00",
    "diagnosis_pointers": [1],
}


def judged(
    base: str,
    changes: Mapping[str, Any],
    *,
    not_loaded: Sequence[str] = (),
    rows: Mapping[str, Sequence[Row]] | None = None,
    allow_waivers: bool = False,
    as_of: str | None = None,
) -> ClaimReady | ClaimRejected:
    """The claim or rejection of a changed sample, with every table loaded but those named."""
    form = parse_json(sample_text(base))
    for path, new in changes.items():
        set_at(form, path, new)
    event = read_encounter(form)
    rulebook = shipped_rulebook()
    known = tables_that_know(repair_event(event, {}).event, rows)
    tables = rulebook.tables.with_tables(*(table for table in known if table.name not in not_loaded))
    profiles = _with_waivers(rulebook.profiles) if allow_waivers else rulebook.profiles
    day = None if as_of is None else dt.date.fromisoformat(as_of)
    outcome = check_encounter(event, replace(rulebook, tables=tables, profiles=profiles), as_of=day)
    match outcome:
        case Ready():
            return outcome.claim
        case Rejected():
            return outcome.rejection
        case _:
            raise AssertionError("the sample cannot be read")


def _with_waivers(profiles: Profiles) -> Profiles:
    def waiving(named: Mapping[str, Profile]) -> dict[str, Profile]:
        return {name: replace(profile, allow_waivers=True) for name, profile in named.items()}

    return replace(
        profiles,
        by_name=waiving(profiles.by_name),
        by_payer=waiving(profiles.by_payer),
        by_filing_indicator=waiving(profiles.by_filing_indicator),
        default=replace(profiles.default, allow_waivers=True),
    )


def listed(outcome: ClaimReady | ClaimRejected) -> list[tuple[str, str, str]]:
    """Edit, severity and field of each finding."""
    return [(finding.edit, finding.severity, finding.field) for finding in outcome.findings]


def codes(finding: Finding) -> tuple[str | None, tuple[str, ...], list[str]]:
    """The adjustment, remark and status codes of a finding."""
    written = [":".join(filter(None, (one.category, one.code, one.entity))) for one in finding.status]
    return finding.claim_adjustment_reason_code, finding.remark_codes, written


def not_checked(outcome: ClaimReady | ClaimRejected) -> list[tuple[str | None, str, tuple[str, ...]]]:
    """Table, reason and edits of what was not checked."""
    return [(entry.table, entry.reason, entry.edits) for entry in outcome.not_checked]


VISIT = {
    "occurred_at": "2026-11-05T12:00:00Z",
    "diagnoses": [{"code": "I10", "role": "PRINCIPAL"}],
    "service_lines": [LINE],
    "total_charge": "125.00",
}


def test_1_tables_not_loaded() -> None:
    """A clean visit without the tables of procedure codes is a claim that lists what was not checked."""
    outcome = judged("office-visit", VISIT, not_loaded=("cpt", "ncci_ptp", "mue", "aoc", "mpfs"))
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == []
    assert [line.verified for line in outcome.service_lines] == [False]
    assert not_checked(outcome) == [
        ("cpt", "NOT_LOADED", ("HC102", "HC103")),
        ("ncci_ptp", "NOT_LOADED", ("NC101", "NC102", "NC103")),
        ("mue", "NOT_LOADED", ("NC104", "NC105", "NC106")),
        ("aoc", "NOT_LOADED", ("NC107", "NC108")),
        ("mpfs", "NOT_LOADED", ("MO104", "FS101", "FS103", "FS104", "FS105", "FS106", "FS107")),
    ]


def test_1_all_tables_loaded() -> None:
    """The same visit with every table is a claim with nothing unchecked and a verified line."""
    outcome = judged("office-visit", VISIT)
    assert isinstance(outcome, ClaimReady)
    assert (listed(outcome), not_checked(outcome)) == ([], [])
    assert [line.verified for line in outcome.service_lines] == [True]


def _retired(on: str, occurred: str) -> ClaimReady | ClaimRejected:
    changes = {
        "occurred_at": occurred,
        "service_from": on,
        "service_through": on,
        "diagnoses": [{"code": "M72.2", "role": "PRINCIPAL"}],
        "service_lines": [{**LINE, "service_from": on}],
        "total_charge": "125.00",
    }
    return judged(MEDICARE_B, changes)


def test_2_diagnosis_not_in_force() -> None:
    """A code that ended the day before is rejected with its successors, and the repair of its dot is listed."""
    outcome = _retired("2026-10-01", "2026-10-04T12:00:00Z")
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [("DX102", "REJECT", "diagnoses[0].code")]
    assert codes(outcome.findings[0]) == ("146", ("M76",), ["A7:254"])
    assert outcome.findings[0].suggestion is not None
    assert "M72.20; M72.21; M72.22" in outcome.findings[0].suggestion
    assert ("R103", "diagnoses[0].code") in [(repair.repair, repair.field) for repair in outcome.repairs]
    assert not_checked(outcome) == []


def test_2_last_day_in_force() -> None:
    """On the last day on which the code is in force there is no finding."""
    outcome = _retired("2026-09-30", "2026-10-03T12:00:00Z")
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == []


def test_3_manifestation_as_principal() -> None:
    """A manifestation before its disease is one finding: the order itself is not told again."""
    outcome = judged(
        "inpatient-stay",
        {
            "occurred_at": "2026-10-18T12:00:00Z",
            "patient.birth_date": "1966-03-14",
            "patient.sex": "MALE",
            "diagnoses": [
                {"code": "F0280", "role": "PRINCIPAL", "present_on_admission": "Y"},
                {"code": "G309", "role": "OTHER", "present_on_admission": "Y"},
                {"code": "R410", "role": "ADMITTING"},
            ],
        },
    )
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [("DX202", "REJECT", "diagnoses[0].code")]
    assert codes(outcome.findings[0]) == ("16", ("MA63",), ["A7:254"])


def test_4_several_problems_at_once() -> None:
    """A wrong total, missing units and an invalid pointer are reported together, in catalog order."""
    second = {**LINE, "line_number": 2, "procedure_code": "93000", "charge": "65.00", "units": "0"}
    outcome = judged(
        "office-visit",
        {
            "occurred_at": "2026-11-05T12:00:00Z",
            "coverages[0].filing_indicator": "BL",
            "diagnoses": [{"code": "J449", "role": "PRINCIPAL"}, {"code": "Z7951", "role": "OTHER"}],
            "service_lines": [LINE, {**second, "diagnosis_pointers": [3]}],
            "total_charge": "200.00",
        },
    )
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [
        ("LN101", "REJECT", "total_charge"),
        ("LN103", "WARN", "service_lines[1].units"),
        ("LN105", "REJECT", "service_lines[1].diagnosis_pointers[0]"),
    ]


def _prostate_cancer(discharged: str, days: str) -> ClaimReady | ClaimRejected:
    changes = {
        "occurred_at": "2024-11-15T12:00:00Z",
        "service_from": "2024-09-27",
        "service_through": discharged,
        "institutional.admission_date": "2024-09-27",
        "institutional.value_codes": [{"code": "80", "amount": days}],
        "service_lines[0].units": days,
        "institutional.drg": "722",
        "procedures": [],
        "diagnoses[0].code": "C61",
    }
    return judged("inpatient-stay", changes)


def test_5_sex_conflict_while_the_edit_lasts() -> None:
    """A diagnosis of men on a woman's stay is rejected for the last discharges for which Medicare had the edit."""
    outcome = _prostate_cancer("2024-09-30", days="3")
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [("DX402", "REJECT", "diagnoses[0].code")]
    assert codes(outcome.findings[0]) == ("10", (), ["A7:86"])


def test_5_sex_conflict_after_its_end() -> None:
    """For a discharge on the day after there is none."""
    outcome = _prostate_cancer("2024-10-01", days="4")
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == []


PAIR = {"ncci_ptp": [{"column_1": "29881", "column_2": "29877", "indicator": "1"}]}


def _pair(modifiers: Sequence[str], **more: Any) -> ClaimReady | ClaimRejected:
    waiver = more.pop("waived_edits", [])
    first = {**LINE, "procedure_code": "29881", "charge": "900.00"}
    second = {**LINE, "line_number": 2, "procedure_code": "29877", "charge": "700.00", "modifiers": list(modifiers)}
    changes = {
        "occurred_at": "2026-11-05T12:00:00Z",
        "diagnoses": [{"code": "M23203", "role": "PRINCIPAL"}],
        "service_lines": [first, second],
        "total_charge": "1600.00",
        "waived_edits": waiver,
        "place_of_service": "24",
    }
    return judged(MEDICARE_B, changes, rows=PAIR if "ncci_ptp" not in more.get("not_loaded", ()) else None, **more)


SECOND_CODE = "service_lines[1].procedure_code"


def test_6_pair_without_modifier() -> None:
    """Two codes that are paid together only with a modifier are rejected on the second line."""
    outcome = _pair(())
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [("NC102", "REJECT", SECOND_CODE)]
    assert outcome.findings[0].line_number == 2
    assert outcome.findings[0].claim_adjustment_reason_code == "236"
    assert outcome.findings[0].remark_codes == ("N20",)


def test_6_pair_with_modifier() -> None:
    """With the modifier the pair passes, and a notice carries it on."""
    outcome = _pair(("XS",))
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == [("NC103", "NOTICE", SECOND_CODE)]


def test_6_without_the_pairs() -> None:
    """Without the table of pairs nothing is found and its edits are listed as not checked."""
    outcome = _pair((), not_loaded=("ncci_ptp",))
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == []
    assert not_checked(outcome) == [("ncci_ptp", "NOT_LOADED", ("NC101", "NC102", "NC103"))]


def _telehealth(base: str, **changes: Any) -> ClaimReady | ClaimRejected:
    day = "2026-03-10"
    return judged(
        base,
        {
            "occurred_at": "2026-03-13T12:00:00Z",
            "service_from": day,
            "service_through": day,
            "diagnoses": [{"code": "I10", "role": "PRINCIPAL"}],
            "service_lines": [{**LINE, "service_from": day, "modifiers": ["95"]}],
            "total_charge": "125.00",
            **changes,
        },
    )


def test_7_telehealth_modifier_in_the_office() -> None:
    """A telehealth modifier on a visit in the office is a notice for a health maintenance organization."""
    outcome = _telehealth("office-visit", **{"coverages[0].filing_indicator": "HM"})
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == [("PS103", "NOTICE", "service_lines[0].modifiers[0]")]


def test_7_the_same_for_medicare() -> None:
    """For Medicare it is a warning."""
    outcome = _telehealth(MEDICARE_B)
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == [("PS103", "WARN", "service_lines[0].modifiers[0]")]


def _void(frequency: str) -> ClaimReady | ClaimRejected:
    changes = {"institutional.type_of_bill": "0138", "frequency_code": frequency}
    return judged("hospital-outpatient-visit", changes)


def test_8_void_without_number() -> None:
    """A void of nothing lacks its reason and the number of what it voids."""
    outcome = _void("8")
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [
        ("IN118", "REJECT", "condition_codes"),
        ("TF102", "REJECT", "payer_claim_control_number"),
    ]
    reason, number = outcome.findings
    assert (reason.remark_codes, codes(reason)[2]) == (("M44",), ["A6:460"])
    assert (number.remark_codes, codes(number)[2]) == (("M47",), ["A6:464"])
    ran_only_on_voids = {edit for entry in outcome.not_checked for edit in entry.edits}
    assert not any(edit.startswith(("DX", "HC", "NC", "MO", "FS")) for edit in ran_only_on_voids)


def test_8_type_of_bill_of_a_void_on_a_new_claim() -> None:
    """The type of bill of a void on a new claim is the one thing wrong."""
    outcome = _void("1")
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [("IN102", "REJECT", "institutional.type_of_bill")]
    assert codes(outcome.findings[0]) == ("16", ("MA30",), ["A7:535"])


def _secondary(adjusted: str, insurance_type: str | None) -> ClaimReady | ClaimRejected:
    decision = {
        "coverage": 0,
        "paid": "60.00",
        "adjustments": [{"group": "CO", "reason": "45", "amount": adjusted}],
    }
    return judged(
        "office-visit",
        {
            "occurred_at": "2026-11-05T12:00:00Z",
            "billed_coverage": 1,
            "coverages[0].adjudication": {"adjudicated_on": "2026-11-04", "paid": "60.00"},
            "coverages[1]": {
                "payer_id": "00952",
                "payer_name": "Medicare Part B",
                "filing_indicator": "MB",
                "member_id": "1EG4TE5MK73",
                "insurance_type_code": insurance_type,
                "relationship": "SELF",
            },
            "diagnoses": [{"code": "I10", "role": "PRINCIPAL"}],
            "service_lines": [{**LINE, "charge": "100.00", "adjudications": [decision]}],
            "total_charge": "100.00",
        },
    )


def test_9_secondary_claim_out_of_balance() -> None:
    """What the first payer decided does not add up on the line, and the claim is not blamed for it too."""
    outcome = _secondary("30.00", None)
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [
        ("CB104", "REJECT", "service_lines[0].adjudications[0]"),
        ("CB111", "REJECT", "coverages[1].insurance_type_code"),
    ]
    line, insurance_type = outcome.findings
    assert line.line_number == 1
    assert codes(line) == ("16", ("N4",), ["A7:672", "A7:710"])
    assert codes(insurance_type) == ("16", ("MA83",), ["A6:578"])


def test_9_secondary_claim_in_balance() -> None:
    """With the whole adjustment and the insurance type nothing is said."""
    outcome = _secondary("40.00", "12")
    assert isinstance(outcome, ClaimReady)
    assert (listed(outcome), not_checked(outcome)) == ([], [])


def _late(delay: str | None = None, as_of: str | None = None) -> ClaimReady | ClaimRejected:
    day = "2025-10-20"
    return judged(
        MEDICARE_B,
        {
            "occurred_at": "2026-11-10T12:00:00Z",
            "service_from": day,
            "service_through": day,
            "diagnoses": [{"code": "I10", "role": "PRINCIPAL"}],
            "service_lines": [{**LINE, "service_from": day}],
            "total_charge": "125.00",
            "delay_reason_code": delay,
        },
        as_of=as_of,
    )


def test_10_filed_too_late() -> None:
    """A claim of more than a year ago is rejected, and the payer is to be asked."""
    outcome = _late()
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [("TF101", "REJECT", "service_lines[0].service_from")]
    assert codes(outcome.findings[0]) == ("29", ("N211",), ["A7:718"])
    assert outcome.findings[0].action == "CONTACT_PAYER"


def test_10_filed_late_with_a_reason() -> None:
    """With a reason for the delay it is a warning."""
    outcome = _late(delay="7")
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == [("TF101", "WARN", "service_lines[0].service_from")]


def test_10_seen_from_an_earlier_day() -> None:
    """Seen from three days after the service there is nothing to say."""
    outcome = _late(as_of="2025-10-23")
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == []


WAIVER = [{"edit": "NC102", "reason": "separate site, note on file"}]


def test_11_waiver_honoured() -> None:
    """Where waivers are on, the finding keeps its field and codes and is a notice."""
    outcome = _pair((), waived_edits=WAIVER, allow_waivers=True)
    assert isinstance(outcome, ClaimReady)
    assert listed(outcome) == [("NC102", "NOTICE", SECOND_CODE)]
    assert outcome.findings[0].waived
    assert codes(outcome.findings[0])[:2] == ("236", ("N20",))
    assert [waiver.reason for waiver in outcome.encounter.waived_edits] == [None]


def test_11_waivers_off() -> None:
    """If waivers are off, the waiver itself is reported and the finding stays."""
    outcome = _pair((), waived_edits=WAIVER)
    assert isinstance(outcome, ClaimRejected)
    assert listed(outcome) == [("EV108", "WARN", "waived_edits[0]"), ("NC102", "REJECT", SECOND_CODE)]
