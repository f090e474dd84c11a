"""Finds the loader of a table by the name that the table's description gives it."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias

from rules.tables.kind import TableKind
from rules.tables.loaders.draft import Draft, LoadRequest
from rules.tables.loaders.source_file import SourceFile

Loader: TypeAlias = Callable[[list[SourceFile], LoadRequest], Draft]


def loader_of(kind: TableKind[Any]) -> Loader:
    """The function that reads the official files of a table.

    Raises:
        ValueError: the table cannot be loaded.
    """
    if kind.reads is None:
        raise ValueError(f"{kind.name} cannot be loaded")
    module, _, function = kind.reads.partition(":")
    loader: Loader = getattr(import_module(f"rules.tables.loaders.{module}"), function)
    return loader
