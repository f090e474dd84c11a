"""The description of a code table: what it holds, which claims need it, how it is opened and where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.shipped_table import ShippedTable
from schemas.value import value

OpenTable: TypeAlias = ReleasedTable[Any] | ShippedTable
T = TypeVar("T", bound=OpenTable)

CarriedCodes: TypeAlias = Literal[
    "anything",
    "diagnoses",
    "inpatient-procedures",
    "cpt",
    "level-ii",
    "hipps",
    "procedures",
    "professional-procedures",
    "hospital-outpatient-procedures",
    "ncci",
    "medicare-ncci",
    "medicaid-ncci",
    "drug-codes",
    "ndcs",
    "places",
    "revenue-codes",
    "ub-codes",
    "discharge-status",
    "npis",
    "ordering-npis",
    "taxonomy-codes",
    "payer-ids",
    "clia-numbers",
    "adjustments",
]
"""What a claim may carry (`rules.claim.carried_codes`): `procedures` are lines with a CPT or HCPCS code, `level-ii` a
HCPCS Level II code or modifier, `drug-codes` HCPCS codes C9, J and Q, `ncci` procedures on a claim that NCCI applies
to, and by payer class those of Medicaid's edition or of Medicare's, which commercial payers use too. `places` are those
of professional claims, `revenue-codes` those of institutional ones, `ub-codes` condition, occurrence and value codes,
`ordering-npis` those of who ordered, referred or attended, and `adjustments` also remarks of prior payers."""

PUBLIC_DOMAIN: Final = "Public domain in the United States (a work of the federal government)."


@value
class TableKind(Generic[T]):
    """One code table. `rules.tables.store.Tables` lists all of them, in the order of the catalog."""

    name: str
    """The name in settings, commands and outcomes, such as `hcpcs`. It never changes."""
    holds: str
    """What is in the table, in one line."""
    carries: CarriedCodes
    """The codes of a claim that the table holds; on a claim without them the table is not missed."""
    opens: type[T]
    """The class of the open table, which edits ask for rows."""
    reads: str | None = None
    """The loader of the official files: `module:function` in `rules.tables.loaders`. None: the table cannot be loaded.

    It is a name, not the function, because only `codes load` imports the loaders.
    """
    layout: str
    """What the files look like and which rows are kept, for the person who loads them."""
    source: str
    """Who publishes the files, and under which title."""
    license: str
    """The terms of use, and what is dropped because of them."""
    fewest: Mapping[str, int] = field(default_factory=dict)
    """The fewest rows of a full release, or of each of its parts. A load with fewer is refused: a truncated list would
    end codes that are in force. Empty for users' own lists, which may be of any size."""

    @property
    def shipped(self) -> bool:
        """Whether the table ships with the package."""
        return issubclass(self.opens, ShippedTable)

    def open_release(self, path: Path) -> LoadedRelease:
        """One loaded release of the table.

        Raises:
            TableError: the file is missing, truncated, corrupt or of another kind.
        """
        release: LoadedRelease = self.opens.open_release(path, self.name)
        return release

    def of_releases(self, releases: Sequence[LoadedRelease]) -> OpenTable:
        """The table that loaded releases make: side by side, or the newest in place of the shipped one."""
        table: OpenTable = self.opens.of_releases(self.name, releases)
        return table

    def described(self) -> str:
        """The page of the table: content, source, license and layout, as text."""
        return f"{self.name}: {self.holds}\n\nSource: {self.source}\nLicense: {self.license}\n\n{self.layout}"


def listed(kind: TableKind[T]) -> T | None:
    """The dataclass field of a table among the open ones: None until the table is open."""
    made: Any = field(default=None, metadata={"kind": kind})
    place: T | None = made
    return place
