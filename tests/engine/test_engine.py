"""The engine runs the edits that apply, lists what it could not check, survives failing edits and keeps the order."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.claim.build_claim import build_claim
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Found, Scope, Suppression, needs, problem, severities
from rules.engine.engine import Engine, Judgement
from rules.engine.hits import EditFailed
from rules.lists.dated_list import DatedList, Span
from rules.load_profiles import load_profiles
from rules.profile import Profile
from rules.repairs.repair_event import repair_event
from rules.tables.store import Tables, open_shipped
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_form
from tests.support.made_up_edit import made_up_edit as _edit

TABLES = open_shipped()


def _raises(claim: ClaimFacts) -> Found:
    """It always fails, with a patient's name in the text of its error."""
    raise ValueError(claim.encounter.patient.last_name)


def _claim(profile: Profile, tables: Tables, base: str, changes: Mapping[str, Any], engine: Engine) -> ClaimFacts:
    form = sample_form(base)
    for path, new in changes.items():
        set_at(form, path, new)
    event = read_encounter(parse_json(json.dumps(form)))
    return build_claim(
        repair_event(event, {}), tables=tables, profile=profile, as_of=dt.date(2026, 11, 5), waivable=engine.waivable
    )


def _judge(
    *edits: Edit,
    profile: str = "medicare",
    base: str = "office-visit",
    changes: Mapping[str, Any] | None = None,
    tables: Tables = TABLES,
    keep_going: bool = True,
    severity: Mapping[str, Any] | None = None,
    allow_waivers: bool = False,
) -> Judgement:
    catalogue = {edit.code: edit for edit in edits}
    chosen = replace(load_profiles(catalogue).by_name[profile], severity=severity or {}, allow_waivers=allow_waivers)
    engine = Engine(catalogue, keep_going=keep_going)
    return engine.judge(_claim(chosen, tables, base, changes or {}, engine), chosen)


@pytest.mark.parametrize(
    ("profile", "level"),
    [("medicare", "REJECT"), ("medicaid", "WARN"), ("commercial", "NOTICE"), ("strict", "REJECT")],
)
def test_severity_is_the_profiles(profile: str, level: str) -> None:
    """A finding has the severity of the payer class."""
    assert [finding.severity for finding in _judge(_edit(), profile=profile).findings] == [level]


@pytest.mark.parametrize(
    ("case", "profile", "level"),
    [
        (Case(says="x.", mark="WARN"), "medicare", "WARN"),
        (Case(says="x.", mark="WARN"), "commercial", "NOTICE"),
        (Case(says="x.", mark="NOTICE"), "medicaid", "NOTICE"),
        (Case(says="x.", lifts=True), "commercial", "REJECT"),
    ],
)
def test_marks_and_lifts(case: Case, profile: str, level: str) -> None:
    """A marked case has the lower of mark and payer class; a case that lifts is a rejection in every profile."""
    findings = _judge(_edit(cases={"default": case}), profile=profile).findings
    assert [finding.severity for finding in findings] == [level]


@pytest.mark.parametrize(("purpose", "level"), [("CHARGEABLE", "REJECT"), ("REPORTING", "WARN")])
def test_a_claim_that_only_reports(purpose: str, level: str) -> None:
    """An edit about what a payer asks for before it pays is lower on a claim that asks for no payment."""
    made = _judge(_edit(reporting_mark="WARN"), _edit("LN902"), changes={"purpose": purpose})
    assert [finding.severity for finding in made.findings] == [level, "REJECT"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [({}, 2), ({"condition_codes": ["21"]}, 1), ({"frequency_code": "0"}, 1), ({"condition_codes": ["20"]}, 2)],
)
def test_bills_that_ask_for_a_denial(changes: Mapping[str, Any], found: int) -> None:
    """An edit that does not run on denial bills is silent on frequency 0 and on condition code 21."""
    edits = (_edit(on_denial_bill=False), _edit("LN902"))
    assert len(_judge(*edits, base="hospital-outpatient-visit", changes=changes).findings) == found


def test_condition_21_on_a_professional_claim() -> None:
    """Condition code 21 makes no denial bill of a professional claim."""
    assert _judge(_edit(on_denial_bill=False), changes={"condition_codes": ["21"]}).findings


@pytest.mark.parametrize(
    ("bill", "through", "runs"),
    [
        ("0131", "2026-11-02", True),
        ("131", "2026-11-03", True),
        ("0851", "2026-11-02", False),
        ("0851", "2026-11-03", True),
    ],
)
def test_types_of_bill(bill: str, through: str, runs: bool) -> None:
    """An edit runs on the types of bill on its list that are in force on the through date."""
    spans = (Span(codes=("13",)), Span(codes=("85",), start=dt.date(2026, 11, 3)))
    edit = _edit(bill_types=DatedList(name="toy", title="A toy", source="this test", spans=spans))
    changes = {"institutional.type_of_bill": bill, "service_through": through}
    assert bool(_judge(edit, base="hospital-outpatient-visit", changes=changes).findings) == runs
    assert not _judge(edit, changes={"service_through": through}).findings


def test_suppressed_families() -> None:
    """A cause suppresses whole families, or those of their edits that look at the same part of the claim."""

    def judged(suppression: Suppression) -> list[str]:
        cause = _edit("IN901", cases={"default": Case(says="x.", suppresses=(suppression,))})
        others = (_edit("BT901"), _edit("BN901", looks_at=("service_lines[].charge", "frequency_code")), _edit("LN902"))
        return [finding.edit for finding in _judge(cause, *others).findings]

    assert judged(Suppression(families=("BT", "BN"))) == ["IN901", "LN902"]
    assert judged(Suppression(families=("BT", "BN"), looking_at="service_lines")) == ["IN901", "BT901", "LN902"]
    assert judged(Suppression(families=("BN",), edits=("LN902",))) == ["IN901", "BT901"]


_TOTALS = DatedList(
    name="toy",
    title="A toy",
    source="this test",
    spans=(
        Span(codes=("190.00",), end=dt.date(2026, 11, 2)),
        Span(codes=("200.00",), start=dt.date(2026, 11, 3)),
    ),
)


def _listed(claim: ClaimFacts, *, totals: frozenset[str]) -> Found:
    """The total charge is on the list."""
    total = str(claim.encounter.total_charge)
    return problem("total_charge", total=total) if total in totals else None


class _Listed:
    """The same check, as an object that can be called."""

    def __call__(self, claim: ClaimFacts, *, totals: frozenset[str]) -> Found:
        return _listed(claim, totals=totals)


@pytest.mark.parametrize("check", [_listed, _Listed()])
@pytest.mark.parametrize(("through", "found"), [("2026-11-02", 1), ("2026-11-03", 0)])
def test_lists_of_the_through_date(check: Callable[..., Found], through: str, found: int) -> None:
    """A check is called with the codes in force on the through date, and is itself left as it was."""
    edit = _edit(check=check, lists={"totals": _TOTALS})
    assert len(_judge(edit, changes={"service_through": through}, keep_going=False).findings) == found
    assert getattr(check, "__kwdefaults__", None) is None


def test_off_is_off_for_every_case() -> None:
    """An edit that is off in a profile finds nothing there, even a case that lifts."""
    edit = _edit(severity=severities("-", "W", "W"), cases={"default": Case(says="x.", lifts=True)})
    assert _judge(edit).findings == ()
    assert _judge(_edit(), severity={"LN901": "off"}).findings == ()


def test_shadow_is_counted_and_not_said() -> None:
    """An edit in shadow is counted and never on the claim, unless a profile gives it a severity."""
    edit = _edit(state="shadow")
    assert _judge(edit).findings == ()
    assert _judge(edit).shadow == ("LN901",)
    on = _judge(edit, severity={"LN901": "WARN"})
    assert [finding.severity for finding in on.findings] == ["WARN"]
    assert on.shadow == ()
    off = _judge(edit, severity={"LN901": "off"})
    assert (off.findings, off.shadow, off.ran) == ((), (), ())


def test_a_profile_puts_an_edit_in_shadow() -> None:
    """An edit that a profile puts in shadow is counted and never on the claim, in that profile only."""
    edit = _edit()
    quiet = _judge(edit, severity={"LN901": "shadow"})
    assert (quiet.findings, quiet.shadow, quiet.ran) == ((), ("LN901",), ("LN901",))
    assert not quiet.rejects
    assert _judge(edit).rejects


def test_an_edit_in_shadow_is_never_listed_as_not_checked() -> None:
    """Neither a missing table nor a failure of an edit in shadow reaches the outcome; the failure is still counted."""
    waiting, failing = _edit(tables=(needs("cpt"),)), _edit("LN902", check=_raises)
    shadowed = {"LN901": "shadow", "LN902": "shadow"}
    assert len(_judge(waiting, failing).not_checked) == 2
    quiet = _judge(waiting, failing, severity=shadowed)
    assert quiet.not_checked == ()
    assert quiet.failed_edits == ("LN902",)
    promoted = _judge(_edit(tables=(needs("cpt"),), state="shadow"), severity={"LN901": "WARN"})
    assert [entry.edits for entry in promoted.not_checked] == [("LN901",)]


def test_an_edit_in_shadow_suppresses_nothing() -> None:
    """A finding that an enforced edit would suppress is on the claim while that edit is in shadow."""
    cause = _edit(cases={"default": Case(says="x.", suppresses=(Suppression(edits=("LN902",)),))})
    explained = _edit("LN902")
    assert [finding.edit for finding in _judge(cause, explained).findings] == ["LN901"]
    quiet = _judge(cause, explained, severity={"LN901": "shadow"})
    assert ([finding.edit for finding in quiet.findings], quiet.shadow) == (["LN902"], ("LN901",))
    assert _judge(cause, explained, severity={"LN902": "shadow"}).shadow == ()


def test_retired_never_runs() -> None:
    """A retired edit stays in the catalog and never fires."""
    assert _judge(_edit(state="retired")).ran == ()


def test_effective_dates() -> None:
    """An edit runs only for services within its dates."""
    day = dt.date(2026, 11, 2)
    assert _judge(_edit(effective_through=day)).findings
    assert not _judge(_edit(effective_through=day - dt.timedelta(days=1))).findings
    assert not _judge(_edit(effective_from=day + dt.timedelta(days=1))).findings


@pytest.mark.parametrize(
    ("changes", "base", "runs"),
    [
        ({"form": "institutional"}, "office-visit", False),
        ({"form": "professional"}, "inpatient-stay", False),
        ({"bills": "acute"}, "inpatient-stay", True),
        ({"bills": "acute"}, "hospital-outpatient-visit", False),
        ({"bills": "outpatient"}, "hospital-outpatient-visit", True),
        ({"bills": "outpatient"}, "office-visit", False),
        ({}, "void-claim", False),
        ({"on_void": True}, "void-claim", True),
        ({}, "hospice-notice-of-election", False),
        ({"on_void": True}, "hospice-notice-of-election", True),
    ],
)
def test_what_applies(changes: dict[str, Any], base: str, runs: bool) -> None:
    """An edit runs on its own forms and bills; voids and notices run only the edits for them."""
    assert bool(_judge(_edit(**changes), base=base).findings) == runs


def test_missing_table_is_not_checked() -> None:
    """Without its table an edit does not run and is listed; if only a part needs the table, it runs and is listed."""
    whole, part = _edit(tables=(needs("icd10cm"),)), _edit("LN902", tables=(needs("icd10cm", part=True),))
    without = TABLES.without("icd10cm")
    judged = _judge(whole, part, tables=without)
    assert [finding.edit for finding in judged.findings] == ["LN902"]
    listed = [(entry.table, entry.reason, entry.edits) for entry in judged.not_checked]
    assert listed == [("icd10cm", "NOT_LOADED", ("LN901", "LN902"))]
    assert "icd10cm" not in {used.table for used in judged.code_tables}


def test_nothing_to_look_up_is_not_listed() -> None:
    """A missing table is not listed on a claim that has no code it would hold."""
    edit = _edit(tables=(needs("icd10pcs"),))
    assert _judge(edit, tables=TABLES.without("icd10pcs")).not_checked == ()
    assert _judge(edit, tables=TABLES.without("icd10pcs"), base="inpatient-stay").not_checked != ()


def test_alternatives() -> None:
    """One of several alternative tables is enough; the first is named if none is open."""
    edit = _edit(tables=(needs("aoc", "icd10cm"),))
    assert _judge(edit).not_checked == ()
    judged = _judge(edit, tables=TABLES.without("icd10cm"))
    assert [entry.table for entry in judged.not_checked] == ["aoc"]


def test_date_beyond_the_table() -> None:
    """A claim on a date that a table does not cover is not checked against it, and says so."""
    later = {"service_from": "2027-04-01", "service_through": "2027-04-01"}
    judged = _judge(_edit(tables=(needs("icd10cm"),)), changes=later)
    assert [(entry.table, entry.reason) for entry in judged.not_checked] == [("icd10cm", "DATE_NOT_COVERED")]
    assert judged.ran == ()


def test_an_edit_that_fails() -> None:
    """An edit that raises is listed as failed, the others run, and the text of its error appears nowhere."""
    judged = _judge(_edit(check=_raises), _edit("LN902"))
    assert [finding.edit for finding in judged.findings] == ["LN902"]
    assert [(entry.table, entry.reason, entry.edits) for entry in judged.not_checked] == [
        (None, "EDIT_FAILED", ("LN901",))
    ]
    assert judged.failed_edits == ("LN901",)


def test_a_sentence_that_cannot_be_written() -> None:
    """An edit whose message names a value that its check does not give counts as failed."""
    judged = _judge(_edit(cases={"default": Case(says="The total is {amount}.")}))
    assert judged.failed_edits == ("LN901",)
    assert judged.findings == ()


def test_stop_at_a_failure() -> None:
    """If the engine is to stop, the error names the edit and the type of the exception, and nothing of the claim."""
    with pytest.raises(EditFailed) as failed:
        _judge(_edit(check=_raises), keep_going=False)
    assert str(failed.value) == "edit LN901 failed: ValueError"
    assert failed.value.__context__ is None or failed.value.__suppress_context__


@pytest.mark.parametrize("keep_going", [True, False])
def test_a_lack_of_memory_is_no_failure_of_an_edit(keep_going: bool) -> None:
    """It is passed on: an outcome never depends on how much memory a machine has."""

    def hungry(_claim: ClaimFacts) -> Found:
        raise MemoryError

    with pytest.raises(MemoryError, match="edit LN901"):
        _judge(_edit(check=hungry), keep_going=keep_going)


def test_waivers() -> None:
    """A honored waiver makes a finding a notice that says so; where waivers are off, it changes nothing."""
    changes = {"waived_edits": [{"edit": "LN901", "reason": "seen"}]}
    waived = _judge(_edit(), changes=changes, allow_waivers=True).findings[0]
    assert (waived.severity, waived.waived, waived.action) == ("NOTICE", True, "NONE")
    assert "Waived" in waived.message
    assert "seen" not in waived.message
    assert _judge(_edit(), changes=changes).findings[0].severity == "REJECT"
    kept = _judge(_edit(waivable=False), changes=changes, allow_waivers=True).findings[0]
    assert (kept.severity, kept.waived) == ("REJECT", False)
    blank = {"waived_edits": [{"edit": "LN901", "reason": " "}]}
    assert _judge(_edit(), changes=blank, allow_waivers=True).findings[0].severity == "REJECT"


def _two_lines(claim: ClaimFacts) -> Found:
    """Both lines are at fault, the later one first."""
    return [problem(f"service_lines[{index}].charge") for index in (1, 0)]


def test_order() -> None:
    """Findings are in the order of the catalog, then of their paths in the event."""
    says = {"default": Case(says="x.")}
    second = _edit("LN902", check=_two_lines, cases=says)
    judged = _judge(_edit(), second)
    assert [(finding.edit, finding.field, finding.line_number) for finding in judged.findings] == [
        ("LN901", "total_charge", None),
        ("LN902", "service_lines[0].charge", 1),
        ("LN902", "service_lines[1].charge", 2),
    ]


@pytest.mark.parametrize(
    ("scope", "left"),
    [("claim", 0), ("line", 1), ("element", 1), ("field", 2)],
)
def test_silences(scope: Scope, left: int) -> None:
    """A finding suppresses the ones it explains, within its scope."""

    def first_units(claim: ClaimFacts) -> Found:
        """The units of the first line are at fault."""
        return problem("service_lines[0].units")

    cause = _edit(
        check=first_units, cases={"default": Case(says="x.", suppresses=(Suppression(edits=("LN902",), scope=scope),))}
    )
    judged = _judge(cause, _edit("LN902", check=_two_lines, cases={"default": Case(says="x.")}))
    assert sum(finding.edit == "LN902" for finding in judged.findings) == left


def test_suggestions_need_their_values() -> None:
    """A suggestion that names an absent value is left out."""
    case = {"default": Case(says="x {total}.", suggest="Use {codes}.")}
    assert _judge(_edit(cases=case)).findings[0].suggestion is None
    named = {"default": Case(says="x.", suggest="Make it {total}.")}
    assert _judge(_edit(cases=named)).findings[0].suggestion == "Make it 190.00."


def test_catalogue_is_in_order() -> None:
    """The shipped catalog is in the order of its families and numbers."""
    codes = list(load_catalogue())
    families = list(dict.fromkeys(code[:2] for code in codes))
    assert families == sorted(families, key=lambda letters: codes.index(next(c for c in codes if c[:2] == letters)))
    for letters in families:
        own = [code for code in codes if code[:2] == letters]
        assert own == sorted(own)
