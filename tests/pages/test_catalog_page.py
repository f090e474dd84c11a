"""The catalog says of every edit which fields it looks at, and where they are in an 837."""

from rules.catalog import load_catalogue
from rules.pages.catalog_page import catalog_page


def test_every_edit_has_its_first_field_with_its_place() -> None:
    """The last cell of a row has the paths of the edit in order, at most three, then an ellipsis."""
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in catalog_page().splitlines()}
    assert rows["LN105"].endswith("| `service_lines[].diagnosis_pointers` 2400 SV107-1 to -4<br>`diagnoses` 2300 HI |")
    for code, edit in load_catalogue().items():
        cell = rows[code].removesuffix(" |").rsplit(" | ", 1)[1]
        assert [part.split("`")[1] for part in cell.split("<br>") if "`" in part] == list(edit.looks_at[:3])
        assert ("…" in cell.split("<br>")) == (len(edit.looks_at) > 3)
