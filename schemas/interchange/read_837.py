"""Reads the claims of 837 files as a stream: one outcome per claim, in the order of the file."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemas.encounter import ClaimForm, Purpose
from schemas.interchange.claim_837 import Surroundings, Transaction, convert_claim
from schemas.interchange.claim_parts import Part, Section
from schemas.interchange.conversion import Converted, ItemReason, RefusalReason, RefuseClaim, Refused, Where
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.draft import Draft
from schemas.interchange.fill_draft import Filler
from schemas.interchange.x12_loops import Loops
from schemas.interchange.x12_tokens import Note, Tokenizer
from schemas.interchange.x12_values import read_instant

_VERSION: Final = re.compile(r"005010X22([23])(?:A[123])?")
_FORMS: Final[Mapping[str, ClaimForm]] = {"2": "PROFESSIONAL", "3": "INSTITUTIONAL"}
_MOST_REMEMBERED: Final = 100_000
_EARLIEST: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def read_837(
    read: Callable[[int], bytes], report: ConversionReport, source_system: str | None = None
) -> Iterator[Converted | Refused]:
    """Read every claim.

    Args:
        read: returns at most so many of the next bytes of the file; none at its end.
        report: receives every element that does not end in a field as it is.
        source_system: that of every event; None for the submitter's id in each transaction set.
    """
    reader = _Reader(report, source_system)
    tokenizer = Tokenizer(read, reader.note)
    for token in tokenizer:
        if isinstance(token, str):
            yield from reader.fault(token)
        else:
            yield from reader.segment(token, tokenizer.delimiters.component)
    yield from reader.end(within=tokenizer.ended_within)


class _Reader:
    """The state between two segments: the envelope, the header, and one provider, subscriber, patient and claim."""

    def __init__(self, report: ConversionReport, source_system: str | None) -> None:
        self._report = report
        self._source_system = source_system
        self._isa: list[str] = []
        self._gs: list[str] = []
        self._groups = self._sets = 0
        self._set: _TransactionSet | None = None

    def note(self, note: Note) -> None:
        """Report what the tokenizer saw."""
        self._report.add(self._where(), "", "ISA" if note == "isa-width" else "", note)

    def fault(self, reason: RefusalReason) -> Iterator[Refused]:
        """What follows from a segment that cannot be read."""
        if self._set is not None and reason == "segment-too-long":
            self._set.broken(reason)
            return
        yield Refused(where=self._where(), reason=reason)

    def segment(self, elements: list[str], separator: str) -> Iterator[Converted | Refused]:
        """What a segment completes."""
        kind = elements[0]
        if kind in ("ISA", "IEA", "GS", "GE", "ST"):
            if self._set is not None:
                self._report.add(self._where(), "", "SE", "envelope-count")
            yield from self._close()
            self._envelope(elements, separator)
        elif self._set is None:
            if kind == "SE":
                self._report.add(self._where(), "", "SE", "envelope-count")
            else:
                self._report.add(self._where(), "", "", "no-field")
        elif kind == "SE":
            count, control = (*elements, "", "")[1:3]
            if count.strip() != str(self._set.ordinal + 1) or control != self._set.control:
                self._report.add(self._where(), "", "SE", "envelope-count")
            yield from self._close()
        else:
            yield from self._set.add(elements)

    def end(self, *, within: bool) -> Iterator[Converted | Refused]:
        """What the end of the file completes."""
        if self._set is not None:
            self._set.cut_off()
            yield from self._close()
        elif within or (self._isa and self._isa[0] == "ISA"):
            self._report.add(self._where(), "", "IEA", "envelope-count")

    def _close(self) -> Iterator[Converted | Refused]:
        if self._set is not None:
            yield from self._set.close()
            self._set = None

    def _where(self) -> Where:
        number = self._isa[13].strip() if len(self._isa) > 13 else None
        return Where(interchange=number, transaction=None, claim=None, segment=None)

    def _envelope(self, elements: list[str], separator: str) -> None:
        kind = elements[0]
        first, second = (*elements, "", "")[1:3]
        if kind == "ISA":
            if self._isa:
                self._report.add(self._where(), "", "IEA", "envelope-count")
            self._isa, self._gs, self._groups = elements, [], 0
        elif kind == "GS":
            self._gs = elements
            self._groups += 1
            self._sets = 0
            if len(self._isa) > 12 and self._isa[12] != "00501" and _at(self._gs, 8).startswith("005010"):
                self._report.add(self._where(), "", "ISA12", "envelope-version")
        elif kind == "ST":
            self._sets += 1
            self._set = _TransactionSet(self._report, self._isa, self._gs, elements, separator, self._source_system)
        elif kind == "GE":
            if first.strip() != str(self._sets) or second != _at(self._gs, 6):
                self._report.add(self._where(), "", "GE", "envelope-count")
        else:
            if first.strip() != str(self._groups) or second.strip() != _at(self._isa, 13).strip():
                self._report.add(self._where(), "", "IEA", "envelope-count")
            self._isa = []


class _TransactionSet:
    """One ST to SE."""

    def __init__(
        self,
        report: ConversionReport,
        isa: list[str],
        gs: list[str],
        elements: list[str],
        separator: str,
        source_system: str | None,
    ) -> None:
        self._source_system = source_system
        self._report = report
        self._isa = isa
        self._gs = gs
        self._separator = separator
        kind, self.control, version = (*elements, "", "", "")[1:4]
        found = _VERSION.fullmatch(version.strip() or _at(gs, 8))
        self._form: ClaimForm | None = _FORMS[found[1]] if found else None
        self._refusal: RefusalReason | None = (
            "transaction-not-supported" if kind != "837" else None if found else "version-not-supported"
        )
        self._refused_at = "ST01" if kind != "837" else "ST03"
        self.ordinal = 1
        self._loops = Loops(self._form or "PROFESSIONAL")
        self._header = Section()
        self._header.add(Part(1, "", opens=False, again=False, elements=elements), 0)
        self._billing: Section | None = None
        self._subscriber: Section | None = None
        self._patient: Section | None = None
        self._claim: Section | None = None
        self._opened = 1
        self._claims = 0
        self._numbers: set[int] = set()
        self._transaction: Transaction | None = None
        if version and _at(gs, 8) and version.strip() != _at(gs, 8):
            self._add("", "GS08", "envelope-version")

    def add(self, elements: list[str]) -> Iterator[Converted | Refused]:
        """Take the next segment; what it completes."""
        self.ordinal += 1
        kind = elements[0]
        if kind == "CLM":
            yield from self._finish()
            self._claim = Section()
            self._claims += 1
            self._opened = self.ordinal
        elif kind == "HL":
            yield from self._finish()
            self._open_level(_at(elements, 3))
        loops = self._loops
        loop = loops.place(elements)
        part = Part(self.ordinal, loop, opens=loops.opens, again=loops.again, elements=elements)
        if loops.no_lx:
            self._add("2400", kind, "line-without-lx")
        section = self._section()
        section.add(part, sum(map(len, elements)))

    def broken(self, reason: RefusalReason) -> None:
        """A segment cannot be read: nothing can be made of what it belongs to."""
        self.ordinal += 1
        self._section().fault = reason

    def cut_off(self) -> None:
        """The file ends here."""
        if self._claim is not None:
            self._claim.fault = self._claim.fault or "truncated"
        else:
            self._add("", "SE", "envelope-count")

    def close(self) -> Iterator[Converted | Refused]:
        """What the end of the transaction set completes."""
        yield from self._finish()
        self._leave(self._patient, self._subscriber)
        if self._claims == 0 and self._refusal is not None:
            yield Refused(where=self._where(None, 1), reason=self._refusal, position=self._refused_at)

    def _section(self) -> Section:
        return self._claim or self._patient or self._subscriber or self._billing or self._header

    def _open_level(self, code: str) -> None:
        if code == "23":
            self._leave(self._patient, None)
            self._patient = Section()
            return
        self._leave(self._patient, self._subscriber)
        self._patient = None
        self._subscriber = Section() if code == "22" else None
        if code != "22":
            self._billing = Section()

    def _leave(self, patient: Section | None, subscriber: Section | None) -> None:
        """Report people without a claim."""
        for section in (patient, subscriber):
            if section is not None and section.parts and not section.claimed and self._refusal is None:
                self._add(section.parts[0].loop, "HL", "no-claim")

    def _finish(self) -> Iterator[Converted | Refused]:
        """The outcome of the open claim."""
        claim, self._claim = self._claim, None
        if claim is None:
            return
        where = self._where(self._claims, self._opened)
        for section in (self._subscriber, self._patient):
            if section is not None:
                section.claimed = True
        try:
            if self._refusal is not None:
                raise RefuseClaim(self._refusal, self._refused_at)
            transaction = self._common()
            around = Surroundings(billing=self._billing, subscriber=self._subscriber, patient=self._patient)
            event = convert_claim(transaction, around, claim, self._claims, self._tell)
        except RefuseClaim as refused:
            yield Refused(where=where, reason=refused.reason, position=refused.position)
            return
        self._look_for_repeat(event.encounter_id)
        yield Converted(where=where, event=event)

    def _look_for_repeat(self, number: str) -> None:
        mark = hash(number)
        if mark in self._numbers:
            self._add("2300", "CLM01", "repeated-claim", "encounter_id")
        elif len(self._numbers) < _MOST_REMEMBERED:
            self._numbers.add(mark)

    def _common(self) -> Transaction:
        """What all claims of the set share, read once from its header."""
        if self._header.fault is not None:
            raise RefuseClaim(self._header.fault, None)
        if self._transaction is None:
            self._transaction = self._read_header()
        return self._transaction

    def _read_header(self) -> Transaction:
        form = self._form or "PROFESSIONAL"
        read = Draft()
        filler = Filler(form, self._separator, frozenset())
        for part in self._header.parts:
            filler.fill(part, {"event": read}, self._tell)
        purpose: Purpose | None = read.get("purpose")
        if purpose is None:
            raise RefuseClaim("not-a-claim", "BHT06")
        bht = next((part for part in self._header.parts if part.elements[0] == "BHT"), self._header.parts[0])
        occurred_at, unreadable = read_instant(read.get("occurred_at", ""), _at(bht.elements, 5))
        if unreadable:
            self._tell(bht, "BHT04" if occurred_at is None else "BHT05", "unreadable-date", "occurred_at")
        if occurred_at is None:
            occurred_at, _ = read_instant(_at(self._gs, 4), _at(self._gs, 5))
        if occurred_at is None:
            raise RefuseClaim("required-field-absent", "BHT04")
        if occurred_at < _EARLIEST:
            self._tell(bht, "BHT04", "derived", "encounter_version")
        found = (self._source_system or "", read.get("source_system", ""), _at(self._isa, 6), _at(self._gs, 2))
        return Transaction(
            form=form,
            interchange=_at(self._isa, 13).strip(),
            group=_at(self._gs, 6),
            control=self.control,
            separator=self._separator,
            occurred_at=occurred_at,
            purpose=purpose,
            source_system=next((one.strip() for one in found if one.strip()), "unknown"),
        )

    def _where(self, claim: int | None, segment: int | None) -> Where:
        number = _at(self._isa, 13).strip() or None
        return Where(interchange=number, transaction=self.control or None, claim=claim, segment=segment)

    def _tell(self, part: Part, element: str, reason: ItemReason, field: str | None) -> None:
        claim = self._claims if part.loop[:3] not in ("", "100", "200", "201") else None
        self._report.add(self._where(claim, part.ordinal), part.loop, element, reason, field)

    def _add(self, loop: str, element: str, reason: ItemReason, field: str | None = None) -> None:
        self._report.add(self._where(self._claims or None, self.ordinal), loop, element, reason, field)


def _at(elements: list[str], number: int) -> str:
    return elements[number] if len(elements) > number else ""
