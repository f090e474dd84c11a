"""Looks a drug up: the procedure codes it is billed with, and its marketing dates."""

import datetime as dt
from collections.abc import Iterator

from rules.look_up.answer import CodeAnswer, listed
from rules.tables.store import Tables


def look_up_drug(ndc: str, on: dt.date, tables: Tables) -> Iterator[CodeAnswer]:
    """The answers of the crosswalk and the directory about an 11-digit NDC."""
    if len(ndc) != 11 or not ndc.isdigit():
        return
    crosswalk, directory = tables.ndc_hcpcs, tables.ndc_directory
    if crosswalk is not None and (periods := crosswalk.periods(ndc)):
        procedures = ", ".join(sorted(crosswalk.procedures_of(ndc, on)))
        yield listed(
            "ndc_hcpcs",
            "drug (NDC) that Medicare pays for by procedure code",
            ndc,
            on,
            periods,
            in_force=bool(procedures),
            covered=crosswalk.covers(on),
            notes=(("billed with", procedures),) if procedures else (),
        )
    if directory is not None and (periods := directory.periods(ndc)):
        marketed, covered = directory.marketed_on(ndc, on), directory.covers(on)
        said = "marketed on the date" if marketed else "not marketed on the date"
        yield listed(
            "ndc_directory",
            "drug package (NDC), with its marketing dates",
            ndc,
            on,
            periods,
            in_force=marketed,
            covered=covered,
            notes=(("directory", said),) if covered else (),
        )
