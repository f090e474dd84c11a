"""The edits against another engine: msdrg 1.2.0 counts, claim by claim, what the Medicare Code Editor says.

Only names are compared that the catalogue's Source column gives to edits of acute claims. The differences that are the
fault of no edit each have a test of their own, below.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import pytest
from msdrg import MceEditor
from msdrg.mce import MceInput

from rules.catalog import load_catalogue
from rules.claim.build_claim import build_claim
from rules.engine.engine import Engine, Judgement
from rules.load_profiles import load_profiles
from rules.repairs.repair_event import repair_event
from rules.tables.store import Tables
from schemas.encounter import EncounterEvent

pytestmark = pytest.mark.slow

BothForms: TypeAlias = tuple[EncounterEvent, MceInput]

NAMES: Final[Mapping[str, str]] = {
    "DX101": "INVALID_CODE",
    "DX102": "INVALID_CODE",
    "DX103": "INVALID_CODE",
    "DX104": "INVALID_CODE",
    "DX107": "DUPLICATE_OF_PDX",
    "DX201": "E_CODE_AS_PDX",
    "DX202": "MANIFESTATION_AS_PDX",
    "DX203": "UNACCEPTABLE_PDX",
    "DX204": "REQUIRES_SDX",
    "DX205": "QUESTIONABLE_ADMISSION",
    "DX206": "UNSPECIFIED",
    "DX207": "WRONG_PROCEDURE_PERFORMED",
    "DX401": "AGE_CONFLICT",
    "DX402": "SEX_CONFLICT",
    "PX101": "INVALID_CODE",
    "PX102": "INVALID_CODE",
    "PX105": "SEX_CONFLICT",
    "PX106": "NON_COVERED",
    "PX107": "LIMITED_COVERAGE",
    "PX108": "QUESTIONABLE_OBSTETRIC_ADMISSION",
    "PT102": "INVALID_AGE",
    "PT103": "INVALID_SEX",
    "IN106": "INVALID_DISCHARGE_STATUS",
}
LENGTH_OF_STAY: Final = "INCONSISTENT_WITH_LENGTH_OF_STAY"
UNNAMED: Final = ("DX106", "DX109", "PX109")
"""Edits that answer where the other engine is silent or says something else."""

# Names that have flagged codes, or apply, in some fiscal years only.
FROM_YEAR: Final = {"QUESTIONABLE_OBSTETRIC_ADMISSION": 2019, "UNSPECIFIED": 2022}
THROUGH_YEAR: Final = {"SEX_CONFLICT": 2024, "INVALID_SEX": 2024}


class OwnEngine:
    """The edits that have an MCE name, under the profile of Medicare."""

    def __init__(self, tables: Tables) -> None:
        catalogue = load_catalogue()
        self.tables = tables
        self.profile = load_profiles(catalogue).by_name["medicare"]
        self.engine = Engine({code: catalogue[code] for code in (*NAMES, *UNNAMED)}, keep_going=False)

    def judge(self, event: EncounterEvent) -> Judgement:
        """What the edits find."""
        facts = build_claim(
            repair_event(event, self.profile.repairs),
            tables=self.tables,
            profile=self.profile,
            as_of=event.service_through,
            waivable=self.engine.waivable,
        )
        return self.engine.judge(facts, self.profile)

    def edits(self, event: EncounterEvent) -> list[str]:
        """The edits that find something, once for each finding."""
        return [finding.edit for finding in self.judge(event).findings]

    def counts(self, event: EncounterEvent) -> Counter[str]:
        """What the edits count, by MCE name."""
        judgement = self.judge(event)
        assert not judgement.not_checked
        admitting = {f"diagnoses[{at}].code" for at, dx in enumerate(event.diagnoses) if dx.role == "ADMITTING"}
        names: Counter[str] = Counter()
        for finding in judgement.findings:
            name = NAMES.get(finding.edit)
            # An unknown sex that Medicare accepts is a notice here and nothing there.
            if name is not None and (name != "INVALID_SEX" or finding.severity == "REJECT"):
                is_admitting = name == "INVALID_CODE" and finding.field in admitting
                names["INVALID_ADMIT_DX" if is_admitting else name] += 1
        return names


@pytest.fixture(scope="module")
def own(tables: Tables) -> OwnEngine:
    """This project's engine."""
    return OwnEngine(tables)


@pytest.fixture(scope="module")
def their_counts() -> Iterator[Callable[[MceInput], Counter[str]]]:
    """What the other engine counts, by MCE name."""
    with MceEditor() as editor:
        yield lambda told: Counter({edit["name"]: edit["count"] for edit in editor.edit(told)["edits"]})


@pytest.mark.parametrize("year", range(2016, 2028))
def test_counts_agree(
    year: int,
    claims_of: Callable[[int], Iterator[BothForms]],
    own: OwnEngine,
    their_counts: Callable[[MceInput], Counter[str]],
) -> None:
    """Both engines count the same under every name on every claim of a fiscal year, and every name occurs."""
    differing = []
    seen: Counter[str] = Counter()
    for event, told in claims_of(year):
        theirs, ours = their_counts(told), own.counts(event)
        del theirs[LENGTH_OF_STAY]
        seen.update(theirs)
        if theirs != ours:
            differing.append(f"{told}: theirs {dict(theirs - ours)}, ours {dict(ours - theirs)}")
    assert not differing, f"{len(differing)} claims differ, such as\n" + "\n".join(differing[:5])
    names = {"INVALID_ADMIT_DX", *NAMES.values()}
    names -= {name for name, first in FROM_YEAR.items() if year < first}
    names -= {name for name, last in THROUGH_YEAR.items() if year > last}
    assert set(seen) == names


def test_clean_claim(
    claim_with: Callable[..., BothForms], own: OwnEngine, their_counts: Callable[[MceInput], Counter[str]]
) -> None:
    """Neither engine finds anything in the clean claim, so that each difference below stands alone."""
    event, told = claim_with()
    assert own.edits(event) == []
    assert their_counts(told) == Counter()


@pytest.mark.parametrize(("age", "counted"), [(4, 1), (5, 0)])
def test_length_of_stay(
    age: int,
    counted: int,
    claim_with: Callable[..., BothForms],
    own: OwnEngine,
    their_counts: Callable[[MceInput], Counter[str]],
) -> None:
    """The other engine gets no admission date and compares the age with five days; this one uses the stay."""
    patient = {"age": age, "born": dt.date(2026 - age, 10, 1), "procedures": ("5A1955Z",)}
    event, told = claim_with(**patient)
    assert their_counts(told)[LENGTH_OF_STAY] == counted
    assert own.edits(event) == ["PX109"]
    event, told = claim_with(**patient, admitted=dt.date(2026, 10, 10))
    assert their_counts(told)[LENGTH_OF_STAY] == counted
    assert own.edits(event) == []


@pytest.mark.parametrize(
    ("changes", "edits"),
    [
        ({"principal": ""}, ["DX106"]),
        ({"others": ("",)}, ["DX101"]),
        ({"others": ("0000",)}, ["DX101"]),
        ({"procedures": ("",)}, ["PX101"]),
        ({"procedures": ("0000000",)}, ["PX101"]),
    ],
)
def test_blank_and_zero_codes(
    changes: Mapping[str, Any],
    edits: list[str],
    claim_with: Callable[..., BothForms],
    own: OwnEngine,
    their_counts: Callable[[MceInput], Counter[str]],
) -> None:
    """The other engine reads a blank, and zeros but for the principal, as no code at all; here each has its finding."""
    event, told = claim_with(**changes)
    assert their_counts(told) == Counter()
    assert own.edits(event) == edits


def test_before_icd_10(
    claim_with: Callable[..., BothForms], own: OwnEngine, their_counts: Callable[[MceInput], Counter[str]]
) -> None:
    """On the day before ICD-10 the other engine reports every code as invalid; this one reports it as too early."""
    event, told = claim_with(admitted=dt.date(2015, 9, 28), discharged=dt.date(2015, 9, 30), age=57)
    assert their_counts(told) == Counter(INVALID_CODE=2, INVALID_ADMIT_DX=1)
    assert own.edits(event) == ["DX109"] * 3


def test_after_the_last_day(
    claim_with: Callable[..., BothForms], own: OwnEngine, their_counts: Callable[[MceInput], Counter[str]]
) -> None:
    """After the tables' last day the other engine judges nothing; here the claim says what was not checked."""
    codes = {"principal": "F0280", "others": ("E1199",), "procedures": ("0BH17EY",)}
    event, told = claim_with(discharged=dt.date(2027, 4, 1), **codes)
    assert their_counts(told) == Counter()
    judgement = own.judge(event)
    assert not judgement.findings
    unchecked = {entry.table for entry in judgement.not_checked if entry.reason == "DATE_NOT_COVERED"}
    assert unchecked >= {"icd10cm", "icd10cm_tabular", "age_ranges", "icd10pcs"}
