"""Which edits use a code table."""

from rules.catalog import load_catalogue


def edits_of_table(name: str) -> tuple[str, ...]:
    """The codes of the edits that use a table, alone or as one of several, in the order of the catalog."""
    return tuple(edit.code for edit in load_catalogue().values() if any(name in need.tables for need in edit.tables))
