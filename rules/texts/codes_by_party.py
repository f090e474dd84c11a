"""One sentence for every party: the remark code and the 277CA entity depend on whose value is at fault."""

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from rules.edit import Codes, Level, statuses
from rules.texts.parties import PARTIES, Party

PartyRarc: TypeAlias = Literal["identifier", "name", "address"] | Callable[[Party], str]
"""Which of a party's remark codes applies, or how to choose one."""


def codes_by_party(
    parties: Iterable[Party],
    *status: str,
    rarc: PartyRarc | None = None,
    mark: Callable[[Party], Level | None] | None = None,
) -> dict[str, Codes]:
    """The `by` of a case whose codes are those of a party.

    Args:
        parties: every party that can be at fault.
        status: 277CA statuses, with `{entity}` for the party's entity code: `A7:562:{entity}`.
        rarc: the party's remark code; None if the edit's own applies.
        mark: a lower severity for some parties.
    """
    made: dict[str, Codes] = {}
    for party in parties:
        codes = PARTIES[party]
        remark = getattr(codes, rarc) if isinstance(rarc, str) else rarc(party) if rarc else None
        made[party] = Codes(
            words=codes.words,
            rarc=None if remark is None else (remark,),
            status=statuses(*(each.format(entity=codes.entity) for each in status)),
            mark=None if mark is None else mark(party),
        )
    return made


def warn_where_not_sent(party: Party) -> Level | None:
    """WARN for a party whose address and phone number a claim does not send."""
    return None if PARTIES[party].address_sent else "WARN"
