"""Prints edits with their severities: a table, lines on a narrow terminal, or JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import click
from rich.table import Table
from rich.text import Text

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.find.codes_of_edit import carcs_of, rarcs_of, statuses_of
from rules.load_profiles import ProfileError, load_profiles
from rules.pages.printed_codes import written
from rules.pages.x12_text import NO_PLACE, X12_FORMS, x12_text
from rules.profile import Profile
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_outcome import SEVERITY_STYLES, make_console

_TABLE_WIDTH: Final = 130
"""Terminal width that the table of edits needs; on a narrower terminal each edit is printed on separate lines."""


def load_all_profiles() -> dict[str, Profile]:
    """The payer profiles by name; ends the program if one of them, or a setting, is invalid."""
    settings = settings_or_exit(require_broker=False)
    try:
        loaded = load_profiles(load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile)
    except ProfileError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    return dict(loaded.by_name)


def print_edits_as_json(found: Iterable[Edit], profiles: Mapping[str, Profile]) -> None:
    """Print edits as one JSON list."""
    click.echo(json.dumps([_form(edit, profiles) for edit in found], ensure_ascii=False, indent=2))


def print_edits(found: Sequence[Edit], profiles: Mapping[str, Profile]) -> None:
    """Print edits for a person, with their number."""
    console = make_console()
    console.print(_as_lines(found, profiles) if console.width < _TABLE_WIDTH else _as_table(found, profiles))
    console.print(Text(f"\n{len(found)} {'edit' if len(found) == 1 else 'edits'}", style="dim"))


def _form(edit: Edit, profiles: Mapping[str, Profile]) -> dict[str, Any]:
    """An edit, for programs."""
    return {
        "code": edit.code,
        "name": edit.name,
        "title": edit.title,
        "state": edit.state,
        # None is off: the first release wrote it so.
        "severity": {
            name: None if (word := profile.word(edit)) == "off" else word for name, profile in profiles.items()
        },
        "waivable": edit.waivable,
        "form": edit.form,
        "bills": edit.bills,
        "tables": [list(need.tables) for need in edit.tables],
        "carc": sorted(carcs_of(edit)),
        "rarc": sorted(rarcs_of(edit)),
        "status": sorted(written(status) for status in statuses_of(edit)),
        "looks_at": [_place(edit, path) for path in edit.looks_at],
        "snip_level": edit.snip,
        "source": edit.source,
        "basis": edit.basis,
        "verified": edit.verified,
        "references": [{"text": each.text, "address": each.address} for each in edit.references],
    }


def _place(edit: Edit, path: str) -> dict[str, str | None]:
    """A field with its places in an 837, by transaction; None where the claim form has none."""
    texts = {name: x12_text(path, form) for form, name in X12_FORMS.items() if edit.form in ("both", form.lower())}
    return {"field": path, **{name: None if text == NO_PLACE else text for name, text in texts.items()}}


def _as_table(found: Iterable[Edit], profiles: Mapping[str, Profile]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("edit", "name", *profiles, "CARC", "title"):
        table.add_column(heading, no_wrap=heading != "title")
    for edit in found:
        levels = [_level(edit, profile) for profile in profiles.values()]
        carc = ", ".join(sorted(carcs_of(edit))) or "–"
        table.add_row(Text(edit.code, style="bold"), edit.name, *levels, carc, edit.title)
    return table


def _as_lines(found: Iterable[Edit], profiles: Mapping[str, Profile]) -> Text:
    lines = []
    for edit in found:
        lines += [Text.assemble((edit.code, "bold"), f" {edit.name}"), Text(f"  {edit.title}")]
        levels = [Text.assemble(f"{name} ", _level(edit, profile)) for name, profile in profiles.items()]
        carc = [Text(f"CARC {', '.join(carcs)}")] if (carcs := sorted(carcs_of(edit))) else []
        lines.append(Text.assemble("  ", Text(" · ").join([*levels, *carc])))
    return Text("\n").join(lines)


def _level(edit: Edit, profile: Profile) -> Text:
    word = profile.word(edit)
    return Text(word, style=SEVERITY_STYLES.get(word, "dim"))
