"""People read one entry for one fault; the record keeps one finding per line."""

from rules.pages.fold_findings import MOST_OF_AN_EDIT, fold_findings, ranges
from schemas.finding import Finding


def finding(edit: str = "LN102", line: int | None = 1, message: str = "Negative.", field: str | None = None) -> Finding:
    return Finding(
        edit=edit,
        name="charge-negative",
        severity="REJECT",
        field=field or f"service_lines[{(line or 1) - 1}].charge",
        line_number=line,
        message=message,
        suggestion=None,
        action="CORRECT_AND_RESEND",
        claim_adjustment_reason_code="16",
        remark_codes=(),
        status=(),
        waived=False,
        snip_level=2,
        source="",
    )


def test_same_fault_on_300_lines() -> None:
    (edit,) = fold_findings(finding(line=line) for line in range(1, 301))
    (entry,) = edit.entries
    assert entry.place == "service_lines[].charge (lines 1–300)"
    assert len(entry.findings) == 300
    assert not edit.left_out


def test_same_fault_twice_on_a_line() -> None:
    fields = [f"service_lines[0].modifiers[{index}]" for index in range(5)]
    (edit,) = fold_findings(finding(line=1, field=field) for field in fields[:2])
    assert edit.entries[0].place == "service_lines[0].modifiers[0], service_lines[0].modifiers[1] (line 1)"
    (edit,) = fold_findings(finding(line=1, field=field) for field in fields)
    assert edit.entries[0].place == f"{', '.join(fields[:3])} and 2 more (line 1)"


def test_different_messages_stay_apart() -> None:
    (edit,) = fold_findings([finding(line=1), finding(line=2, message="Other."), finding(line=3)])
    assert [entry.place for entry in edit.entries] == [
        "service_lines[].charge (lines 1, 3)",
        "service_lines[1].charge (line 2)",
    ]


def test_entries_of_an_edit_are_limited_and_counted() -> None:
    findings = [finding(line=line, message=f"Charge {line}.") for line in range(1, 31)]
    first, second = fold_findings([*findings, finding(edit="LN103")])
    assert len(first.entries) == MOST_OF_AN_EDIT
    assert first.left_out == tuple(findings[MOST_OF_AN_EDIT:])
    assert len(second.entries) == 1


def test_places_without_lines() -> None:
    (edit,) = fold_findings(finding(line=None, field=f"diagnoses[{index}].code") for index in range(5))
    assert edit.entries[0].place == "diagnoses[0].code, diagnoses[1].code, diagnoses[2].code and 2 more"
    (edit,) = fold_findings([finding(line=None, field="total_charge")])
    assert edit.entries[0].place == "total_charge"


def test_ranges() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"
    assert ranges([4]) == "4"
