"""Looks up an NPI or a CLIA number in public lists, and a payer ID in the user's list."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from rules.look_up.answer import CodeAnswer, listed, through
from rules.tables.kinds.clia_certificates import CLIA_NUMBER
from rules.tables.kinds.order_referring import ORDERED
from rules.tables.store import Tables

_FORMS: Final = {"I": "institutional", "P": "professional"}
_NPI: Final = "national provider identifier (NPI)"


def look_up_public_list(code: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    """The answer of each list that has the number."""
    payers = tables.payers
    if payers is not None and (payer := payers.payer(code, on)) is not None:
        forms = ", ".join(_FORMS[form] for form in sorted(payer.forms)) or "any"
        took = () if payer.contractor is None else (("Medicare contractor", payer.contractor),)
        notes = (("claims", forms), *took)
        yield listed("payers", "payer ID", code, on, (), in_force=True, covered=payers.covers(on), notes=notes)
    if CLIA_NUMBER.fullmatch(code):
        yield from _laboratory(code, on, tables)
    elif len(code) == 10 and code.isdecimal():
        yield from _provider(code, on, tables)


def _provider(npi: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    # A provider on one of the first two lists cannot be used on a claim: its NPI is not valid for the list.
    excluded, opted_out, orders = tables.leie, tables.opt_out, tables.order_referring
    if excluded is not None and (periods := excluded.periods(npi)):
        days = tuple(("excluded", f"{start} … {through(end)}") for start, end in periods)
        held, covered = excluded.exclusion(npi, on), excluded.covers(on)
        yield listed("leie", _NPI, npi, on, (), in_force=held is None, covered=covered, notes=days)
    if opted_out is not None and (periods := opted_out.periods(npi)):
        days = tuple(("opted out of Medicare", f"{start} … {through(end)}") for start, end in periods)
        out, covered = opted_out.opt_out(npi, on), opted_out.covers(on)
        yield listed("opt_out", _NPI, npi, on, (), in_force=out is None, covered=covered, notes=days)
    if orders is not None and orders.may_order(npi, "PARTB", on) is not None:
        may = ", ".join(each for each in ORDERED if orders.may_order(npi, each, on)) or "nothing"
        yield listed("order_referring", _NPI, npi, on, (), in_force=True, covered=True, notes=(("may order", may),))


def _laboratory(number: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    table = tables.clia_certificates
    if table is not None and (found := table.certificate(number)) is not None:
        ended = () if found.ended is None else (("ended", str(found.ended)),)
        yield listed(
            "clia_certificates",
            "CLIA number",
            number,
            on,
            (),
            in_force=found.ended is None or on <= found.ended,
            covered=table.covers(on),
            notes=(("certificate", found.kind), *ended),
        )
