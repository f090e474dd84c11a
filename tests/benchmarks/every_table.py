"""A folder with a table of every kind loaded, for measuring what judging costs when nothing is left unchecked."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from rules.tables.loaders.load_table import load_table
from rules.tables.store import LOADABLE, SHIPPED
from schemas.encounter import EncounterEvent

FIXTURES: Final = Path(__file__).parents[1] / "tables" / "fixtures"
_NOW: Final = datetime(2026, 7, 20, 12, tzinfo=UTC)
_FROM, _THROUGH = date(2026, 7, 1), date(2026, 12, 31)


def load_every_table(folder: Path, events: tuple[EncounterEvent, ...]) -> Path:
    """Load the fixtures of every kind, and lists of line codes that know those of some events; the folder of tables."""
    tables = folder / "tables"
    for kind in (name for name in LOADABLE if name not in SHIPPED):
        files = sorted((FIXTURES / kind).iterdir())
        options: dict[str, Any] = {"in_force_from": _FROM, "in_force_through": _THROUGH}
        if kind in ("cpt", "hcpcs"):
            files, options["release"] = [_line_codes(kind, folder, events)], "2026-07"
        load_table(kind, files, folder=tables, now=_NOW, allow_incomplete=True, **options)
    return tables


def _line_codes(kind: str, folder: Path, events: tuple[EncounterEvent, ...]) -> Path:
    """A file of the line codes of events, in the layout of its kind."""
    codes = {line.procedure_code for event in events for line in event.service_lines if line.procedure_code}
    if kind == "cpt":
        path = folder / "cpt-codes.txt"
        path.write_text("\n".join(sorted(code for code in codes if code[0].isdigit())) + "\n", encoding="ascii")
        return path
    path = folder / "HCPC2026_JUL_ANWEB.txt"
    lines = []
    for code in (*sorted(code for code in codes if code[0].isalpha()), "Z9999"):
        added = "20260701" if code == "Z9999" else "20000101"
        name = "V5000" if code == "Z9999" else code
        line = name + "00100" + "3" + "Words made up for this benchmark".ljust(80) + "Made up".ljust(28)
        line = line.ljust(229) + "D"
        lines.append((line.ljust(268) + added + added + " " * 8 + "N").ljust(320))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    return path
