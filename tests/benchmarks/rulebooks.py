"""What is measured: the reference job, the deployment as it is shipped, and one with a table of every kind loaded."""

from dataclasses import replace
from pathlib import Path

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.load_profiles import load_profiles
from rules.tables.store import open_shipped
from rules.tables.table_folder import open_tables
from schemas.schema_source import EmbeddedSchemas
from tests.benchmarks.reference_profile import reference_profiles
from workers.pipeline.process_encounter import Rulebook


def shipped_rulebook() -> Rulebook:
    """The rulebook of the default settings, with new caches."""
    catalogue = load_catalogue()
    return Rulebook(
        schemas=EmbeddedSchemas(), engine=Engine(catalogue), profiles=load_profiles(catalogue), tables=open_shipped()
    )


def reference_rulebook() -> Rulebook:
    """The shipped tables and the profile `reference`."""
    shipped, catalogue = shipped_rulebook(), load_catalogue()
    return replace(shipped, profiles=reference_profiles(shipped.profiles, catalogue))


def rulebooks(tables: Path) -> dict[str, Rulebook]:
    """The rulebooks by name, each with caches of its own.

    Args:
        tables: the folder of `load_every_table`.
    """
    return {
        "reference": reference_rulebook(),
        "full default": shipped_rulebook(),
        "every table": replace(shipped_rulebook(), tables=open_tables(tables)),
    }
