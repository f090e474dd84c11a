"""Joins payers' answers to the claims that were sent, and counts what they say about the edits."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from decimal import Decimal
from typing import Final

from schemas.interchange.payer_answer import Answer, AnswerKind, ProviderAdjustment, Reason
from workers.answers.answers_report import (
    COUNT_NAMES,
    AnswersReport,
    ClassRow,
    CodeRow,
    DaysRow,
    EditRow,
    Instance,
    RejectingEditRow,
    Totals,
)
from workers.answers.classify_reason import (
    EDIT_CLASSES,
    STRENGTH,
    Classified,
    EditClass,
    ReasonClass,
    classify_reason,
    is_refusal,
)
from workers.answers.earnings import verdict, wilson
from workers.answers.match_answers import Bill, LinesOfClaim, NoMatch, SentClaims
from workers.answers.net_decisions import net_decisions
from workers.answers.sent_claim import SentClaim, SentLine

_KINDS: Final[tuple[AnswerKind, ...]] = ("277CA", "835")
_NOTHING: Final = Decimal(0)


class _Cell:
    """Sums of one class, or of one code of one payer."""

    def __init__(self) -> None:
        self.codes = self.claims = 0
        self.amount = _NOTHING
        self.counts: Counter[ReasonClass] = Counter()
        self.edits: dict[EditClass, set[str]] = defaultdict(set)
        self._last: Bill | None = None

    def add(self, bill: Bill, one: Classified | None, counted: ReasonClass, amount: Decimal) -> None:
        """Add one code of a claim; all codes of one claim come one after the other."""
        self.codes += 1
        self.amount += amount
        self.counts[counted] += 1
        if one is not None:
            for code, edit_class in one.edits.items():
                self.edits[edit_class].add(code)
        if bill is not self._last:
            self.claims += 1
            self._last = bill


class _Fate:
    """What became of one sent claim."""

    __slots__ = ("carried", "decided", "hits", "refused")

    def __init__(self) -> None:
        self.decided = self.refused = False
        self.hits: set[str] = set()
        """Edits that warned about what was refused."""
        self.carried: set[str] = set()
        """Edits that carry a code for which it was refused."""


class AnswersJoin:
    """Takes all answers, then makes the report. Only what is about a claim that was sent is kept.

    Args:
        claims: all claims that were sent.
        ordinary: CARCs that refuse nothing.
        listed: whether the report lists every refusing code with its claim.
    """

    def __init__(self, claims: SentClaims, ordinary: Set[str], *, listed: bool = False) -> None:
        self._claims = claims
        self._ordinary = ordinary
        self._listed = listed
        self._answers: dict[int, tuple[Bill, list[Answer]]] = {}
        self._marks: set[int] = set()
        self._read: Counter[AnswerKind] = Counter()
        self._unmatched: Counter[NoMatch] = Counter()
        self._repeated = self._reversals = self._unbalanced = 0
        self._provider: dict[str, Decimal] = defaultdict(Decimal)
        self._classes: dict[ReasonClass, _Cell] = defaultdict(_Cell)
        self._codes: dict[tuple[str, str], _Cell] = defaultdict(_Cell)
        self._fates: dict[int, _Fate] = {}
        self._days: dict[AnswerKind, Counter[int]] = defaultdict(Counter)
        self._instances: list[Instance] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read."""
        return not self._marks

    def add(self, one: Answer | ProviderAdjustment) -> None:
        """Take an answer. One that came before, with the same payment or batch, is counted and left out."""
        repeated = one.mark in self._marks
        self._marks.add(one.mark)
        if isinstance(one, ProviderAdjustment):
            if not repeated:
                self._provider[one.code] += one.amount
            return
        self._read[one.kind] += 1
        if repeated:
            self._repeated += 1
            return
        bill = self._claims.match(one)
        if isinstance(bill, Bill):
            self._answers.setdefault(id(bill), (bill, []))[1].append(one)
        else:
            self._unmatched[bill] += 1

    def report(
        self, rejecting: Callable[[Callable[[SentClaim], bool]], Iterable[RejectingEditRow]] | None = None
    ) -> AnswersReport:
        """The report, when all answers are in.

        Args:
            rejecting: from whether a claim was paid, to the rows of edits that rejected; None if there are none.
        """
        for bill, answers in self._answers.values():
            self._take_bill(bill, answers)
        return AnswersReport(
            totals=self._totals(),
            classes=tuple(self._class_rows()),
            codes=tuple(self._code_rows()),
            edits=tuple(self._edit_rows()),
            rejecting_edits=None if rejecting is None else tuple(rejecting(self._was_paid)),
            days=tuple(self._days_rows()),
            instances=tuple(self._instances),
        )

    def _take_bill(self, bill: Bill, answers: list[Answer]) -> None:
        for answer in answers:
            if answer.kind == "277CA":
                self._take(bill, bill.sent_by(answer.decided_on), answer)
        decisions, reversals = net_decisions(bill, (one for one in answers if one.kind == "835"))
        self._reversals += reversals
        for decision in decisions:
            self._unbalanced += not decision.answer.balanced
            self._take(bill, decision.claim, decision.answer)

    def _take(self, bill: Bill, claim: SentClaim, answer: Answer) -> None:
        """Count every code of an answer that is about a version of a claim."""
        fate = self._fates.setdefault(id(claim), _Fate())
        if answer.decided_on is not None:
            self._days[answer.kind][(answer.decided_on - claim.sent_on).days] += 1
        groups: list[list[Classified]] = []
        for line, reasons in _parts(claim, answer):
            groups.append([])
            for reason in reasons:
                if is_refusal(reason, answer, self._ordinary):
                    groups[-1].append(classify_reason(reason, line, claim, answer.remark_codes))
                else:
                    self._classes["not_a_refusal"].add(bill, None, "not_a_refusal", reason.amount or _NOTHING)
        refusals = [one for group in groups for one in group]
        fate.decided = fate.decided or answer.kind == "835" or bool(refusals)
        fate.refused = fate.refused or bool(refusals)
        amounts = _amounts(claim, answer, groups)
        for one in refusals:
            counted, amount = one.counted, amounts.get(id(one), _NOTHING)
            self._classes[counted].add(bill, None, counted, amount)
            self._codes[claim.payer_id, one.reason.code].add(bill, one, counted, amount)
            fate.carried.update(one.edits)
            fate.hits.update(code for code, edit_class in one.edits.items() if edit_class == "warned")
            if self._listed:
                self._instances.append(_instance(claim, answer, one))

    def _was_paid(self, claim: SentClaim) -> bool:
        fate = self._fates.get(id(claim))
        return fate is not None and fate.decided and not fate.refused

    def _totals(self) -> Totals:
        return Totals(
            sent=sum(1 for _ in self._claims),
            answered=len(self._fates),
            decided=sum(fate.decided for fate in self._fates.values()),
            answers={kind: self._read[kind] for kind in _KINDS},
            reversals=self._reversals,
            unbalanced=self._unbalanced,
            repeated_answers=self._repeated,
            repeated_claims=self._claims.repeated,
            provider_adjustments=dict(sorted(self._provider.items())),
        )

    def _class_rows(self) -> Iterator[ClassRow]:
        for name in COUNT_NAMES:
            if name == "ambiguous" or name == "not_ours":
                count = self._unmatched[name]
                yield ClassRow(name=name, codes=count, claims=count, amount=_NOTHING)
            else:
                cell = self._classes[name]
                yield ClassRow(name=name, codes=cell.codes, claims=cell.claims, amount=cell.amount)

    def _code_rows(self) -> Iterator[CodeRow]:
        cells = sorted(self._codes.items(), key=lambda row: (-row[1].amount, -row[1].codes, row[0]))
        for (payer, code), cell in cells:
            yield CodeRow(
                payer=payer,
                code=code,
                codes=cell.codes,
                claims=cell.claims,
                amount=cell.amount,
                counts={name: cell.counts[name] for name in STRENGTH if cell.counts[name]},
                edits={name: tuple(sorted(cell.edits[name])) for name in EDIT_CLASSES if cell.edits[name]},
            )

    def _edit_rows(self) -> Iterator[EditRow]:
        """The edits that warned, most claims first."""
        warned: dict[tuple[str, str], list[_Fate]] = defaultdict(list)
        carried: Counter[tuple[str, str]] = Counter()
        decided: Counter[str] = Counter()
        nothing = _Fate()
        for claim in self._claims:
            fate = self._fates.get(id(claim), nothing)
            for edit in {one.edit for one in claim.fired if not one.waived}:
                warned[edit, claim.payer_id].append(fate)
            carried.update((edit, claim.payer_id) for edit in fate.carried)
            decided[claim.payer_id] += fate.decided
        for (edit, payer), fates in sorted(warned.items(), key=lambda row: (-len(row[1]), row[0])):
            found = [fate for fate in fates if fate.decided]
            hits = sum(edit in fate.hits for fate in found)
            base_rate = carried[edit, payer] / decided[payer] if decided[payer] else None
            yield EditRow(
                edit=edit,
                payer=payer,
                warned=len(fates),
                decided=len(found),
                hits=hits,
                refused_otherwise=sum(fate.refused and edit not in fate.hits for fate in found),
                paid=sum(not fate.refused for fate in found),
                rate=wilson(hits, len(found)),
                base_rate=base_rate,
                verdict=verdict(len(fates), len(found), hits, base_rate),
            )

    def _days_rows(self) -> Iterator[DaysRow]:
        for kind in _KINDS:
            days = sorted(self._days[kind].elements())
            if days:
                ninth = days[(len(days) - 1) * 9 // 10]
                yield DaysRow(kind=kind, answers=len(days), median=days[(len(days) - 1) // 2], ninth_decile=ninth)


def _parts(claim: SentClaim, answer: Answer) -> Iterator[tuple[SentLine | None, tuple[Reason, ...]]]:
    """The claim as a whole and each of its lines, with the codes about it."""
    yield None, answer.reasons
    if answer.lines:
        lines = LinesOfClaim(claim)
        for line in answer.lines:
            yield lines.match(line), line.reasons


def _amounts(claim: SentClaim, answer: Answer, groups: list[list[Classified]]) -> dict[int, Decimal]:
    """The money of each refusing code, by its identity.

    An 835 has it. A 277CA refuses the claim, or only lines of it: the charge counts once, for the code in the
    strongest class.

    Args:
        claim: the claim.
        answer: the answer.
        groups: its refusing codes, about the claim first and then about each line.
    """
    if answer.kind == "835":
        return {id(one): one.reason.amount or _NOTHING for group in groups for one in group}
    whole = any(groups[0]) or not any(line.charge is not None for line in answer.lines)
    charges = [claim.charge] if whole else [line.charge or _NOTHING for line in answer.lines]
    refused = [[one for group in groups for one in group]] if whole else groups[1:]
    made = {}
    for charge, group in zip(charges, refused, strict=True):
        if group:
            made[id(min(group, key=lambda one: STRENGTH.index(one.counted)))] = charge
    return made


def _instance(claim: SentClaim, answer: Answer, one: Classified) -> Instance:
    return Instance(
        claim_id=claim.claim_id,
        claim_version=claim.claim_version,
        line_number=None if one.line is None else one.line.line_number,
        payer=claim.payer_id,
        kind=answer.kind,
        code=one.reason.code,
        counted=one.counted,
        edits=one.edits,
    )
