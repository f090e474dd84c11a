"""`zip_states`: the state of every ZIP code."""

from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.released_table import CodedRelease, ReleasedTable

_AREA: Final = 3


class ZipStateTable(ReleasedTable[CodedRelease]):
    """The loaded files; the newest one answers, because ZIP codes do not move to other states."""

    __slots__ = ()

    def states(self, zip_code: str) -> frozenset[str]:
        """The states of a five-digit ZIP code, and those of all that begin with the same three digits.

        Areas of ZIP codes cross borders of states, and so do a few ZIP codes. Empty if the file does not have the code.
        """
        release = self.releases[0].coded
        own = release.facts(zip_code)
        return frozenset(state for (state,) in (*own, *release.facts(zip_code[:_AREA]))) if own else frozenset()


ZIP_STATES: Final = TableKind(
    name="zip_states",
    holds="the states of ZIP codes",
    carries="anything",
    opens=ZipStateTable,
    fewest={"ZIP codes": 35_000},
    reads="load_zip_states:load_zip_states",
    layout="""ZIP5_JUL2026.txt of the ZIP code to carrier locality file, or its zip as downloaded: fixed columns, of
which the state (1-2) and the ZIP code (3-7) are kept; ZIP9 files are ignored. A file answers up to a year after its
quarter.""",
    source="CMS, ZIP code to carrier locality file.",
    license=PUBLIC_DOMAIN,
)
