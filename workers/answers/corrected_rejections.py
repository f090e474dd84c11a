"""What became of rejected claims: whether a later version was sent, changed where the finding pointed, and paid."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

from schemas.encounter import EncounterEvent
from workers.answers.answers_report import RejectingEditRow
from workers.answers.sent_claim import Outcome, SentClaim

_STEP: Final = re.compile(r"([A-Za-z_0-9]+)|\[([0-9]+)\]")


class _Rejection:
    """The last rejection of one claim by one edit."""

    __slots__ = ("changed", "sent_later", "values", "version")

    def __init__(self) -> None:
        self.version = -1
        self.values: dict[str, int] = {}
        self.sent_later = False
        self.changed: list[SentClaim] = []


class CorrectedRejections:
    """Follows rejected claims to later versions. Of a value it keeps a hash only."""

    def __init__(self) -> None:
        self._by_claim: dict[str, dict[str, _Rejection]] = defaultdict(dict)

    def reject(self, outcome: Outcome) -> None:
        """Take a rejection."""
        for found in outcome.findings:
            if found.severity != "REJECT":
                continue
            one = self._by_claim[outcome.claim_id].setdefault(found.edit, _Rejection())
            if outcome.claim_version < one.version:
                continue
            if outcome.claim_version > one.version:
                one.version, one.values = outcome.claim_version, {}
            one.values[found.field] = hash(_at(outcome.encounter, found.field))

    def send(self, outcome: Outcome, claim: SentClaim) -> None:
        """Take a claim that was sent, after all rejections."""
        for one in self._by_claim.get(outcome.claim_id, {}).values():
            if outcome.claim_version > one.version:
                one.sent_later = True
                if any(hash(_at(outcome.encounter, path)) != before for path, before in one.values.items()):
                    one.changed.append(claim)

    def rows(self, was_paid: Callable[[SentClaim], bool]) -> Iterable[RejectingEditRow]:
        """What became of the claims that each edit rejected, most rejections first."""
        by_edit: dict[str, list[_Rejection]] = defaultdict(list)
        for rejections in self._by_claim.values():
            for edit, one in rejections.items():
                by_edit[edit].append(one)
        for edit, found in sorted(by_edit.items(), key=lambda row: (-len(row[1]), row[0])):
            yield RejectingEditRow(
                edit=edit,
                rejected=len(found),
                sent_later=sum(one.sent_later for one in found),
                changed=sum(bool(one.changed) for one in found),
                corrected_and_paid=sum(any(map(was_paid, one.changed)) for one in found),
            )


def _at(event: EncounterEvent, path: str) -> Any:
    """The value at a path, such as `diagnoses[0].code`; None if there is none."""
    found: Any = event
    for name, index in _STEP.findall(path):
        if name:
            found = getattr(found, "from_" if name == "from" else name, None)
        else:
            found = found[int(index)] if isinstance(found, tuple) and int(index) < len(found) else None
    return found
