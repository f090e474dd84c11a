"""Which loader reads the official files of which table."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from rules.tables.loaders.draft import Draft, LoadRequest
from rules.tables.loaders.load_hcpcs import load_hcpcs
from rules.tables.loaders.load_pairs import load_pairs
from rules.tables.loaders.source_file import SourceFile

Layout: TypeAlias = Callable[[list[SourceFile], LoadRequest], Draft]

LAYOUTS: Final[Mapping[str, Layout]] = {
    "hcpcs": load_hcpcs,
    "ncci_ptp": load_pairs,
    "ncci_ptp_medicaid": load_pairs,
}
