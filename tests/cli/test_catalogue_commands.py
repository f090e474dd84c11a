"""People and programs can list, show and search the catalog of edits and the schemas."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules.catalog import load_catalogue
from schemas.sources import read_index, released_file
from tests.support.about import about
from workers.__main__ import main


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_edits_are_listed() -> None:
    """Every edit is listed with its severities; a family or a profile narrows the list."""
    listed = json.loads(_run("edits", "list", "--format", "json").stdout)
    assert [one["code"] for one in listed] == list(load_catalogue())
    family = json.loads(_run("edits", "list", "--family", "ln", "--format", "json").stdout)
    assert {one["code"][:2] for one in family} == {"LN"}
    medicare = json.loads(_run("edits", "list", "--profile", "medicare", "--format", "json").stdout)
    assert 0 < len(medicare) < len(listed)
    assert all(one["severity"]["medicare"] for one in medicare)
    assert "LN101" in _run("edits", "list").stdout


def test_shadow_and_off_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit that a profile puts in shadow is listed as such, for programs too; one that is off is null."""
    (tmp_path / "ours.toml").write_text(
        'name = "ours"\nbuilds_on = "commercial"\n[severity]\nDX108 = "shadow"\nDX102 = "off"\n', encoding="utf-8"
    )
    monkeypatch.setenv("CLAIMS_PROFILES_DIR", str(tmp_path))
    severity = {one["code"]: one["severity"] for one in json.loads(_run("edits", "list", "--format", "json").stdout)}
    assert [severity[code]["ours"] for code in ("DX101", "DX102", "DX108")] == ["REJECT", None, "shadow"]
    assert " severity, ours        shadow" in _run("edits", "show", "DX108").stdout
    ours = json.loads(_run("edits", "list", "--profile", "ours", "--format", "json").stdout)
    assert [one["code"] for one in ours if one["code"] in ("DX102", "DX108")] == ["DX108"]


@pytest.mark.parametrize("name", ["DX201", "dx201", "external-cause-as-principal"])
def test_edit_page(name: str) -> None:
    """An edit's page can be shown by code or name, and has all sections in order."""
    page = _run("edits", "show", name).stdout
    parts = ["DX201", "Why payers refuse it", "How to fix it", "An example that fires", "Reference"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    assert not re.search(r"^#|`|\|---|\x1b| $", page, re.MULTILINE), "plain text in a pipe"


def test_pages_can_be_shown() -> None:
    """An edit of each family can be shown; tests/pages look at every page."""
    for edit in {edit.family: code for code, edit in load_catalogue().items()}.values():
        with about(edit):
            result = _run("edits", "show", edit)
            assert result.exit_code == 0
            assert result.stdout.startswith(f"{edit} ")


@pytest.mark.parametrize(
    ("arguments", "edit"),
    [
        (("--status", "A7:178"), "LN101"),
        (("--status", "a7:562:85"), "PV101"),
        (("--status", "A7:562"), "PV101"),
        (("--carc", "146"), "DX102"),
        (("--carc", "co-146"), "DX102"),
        (("--carc", "PR 146"), "DX102"),
        (("--carc", "16", "--rarc", "M54"), "LN101"),
        (("--field", "total_charge"), "LN101"),
        (("--field", "diagnoses[0].code"), "DX101"),
        (("--x12", "2400 SV107"), "LN105"),
        (("timely", "filing"), "TF101"),
        (("CO-146",), "DX102"),
    ],
)
def test_from_a_payers_message_to_the_edit(arguments: tuple[str, ...], edit: str) -> None:
    """An edit can be found by a payer's status or code, by an X12 element, by a field, and by words."""
    found = json.loads(_run("edits", "find", *arguments, "--format", "json").stdout)
    assert edit in {one["code"] for one in found}
    assert len(found) < len(load_catalogue())


@pytest.mark.parametrize(
    "arguments",
    [
        ("edits", "show", "XX999"),
        ("edits", "find"),
        ("edits", "find", "--status", "254"),
        ("edits", "find", "--x12", "no element"),
        ("edits", "list", "--profile", "gold"),
        ("edits", "list", "--family", "zz"),
    ],
)
def test_invalid_arguments(arguments: tuple[str, ...]) -> None:
    """An invalid argument gets a one-line error and exit code 2."""
    result = _run(*arguments)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_mistyped_edit_gets_a_suggestion() -> None:
    """A mistyped edit gets the nearest one, a code that is near none gets no guess; a repair gets its description."""
    assert "did you mean DX102?" in _run("edits", "show", "DX1O2").stderr
    assert "did you mean" not in _run("edits", "show", "DX999").stderr
    assert "R103 is a repair, not an edit" in _run("edits", "show", "r103").stderr


def test_no_match_is_reported() -> None:
    """A search without a match says what to try, or prints an empty list as JSON."""
    assert (
        "There is no page for the claim adjustment reason code 9999." in _run("edits", "find", "--carc", "9999").stdout
    )
    assert "Nothing matches" in _run("edits", "find", "unicorn").stdout
    assert json.loads(_run("edits", "find", "--carc", "9999", "--format", "json").stdout) == []


def test_a_payers_code_without_an_edit_is_explained() -> None:
    """It says what the code means, what causes it and what would catch it."""
    said = _run("edits", "find", "--carc", "22").stdout
    assert said.startswith("CARC 22\n\nAnother payer should pay first")
    assert "Why no edit catches it, and what would" in said


def test_a_page_is_rendered_on_a_terminal() -> None:
    """Markdown is rendered on a terminal, and plain text without color in a pipe."""
    terminal = {"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "100"}
    for arguments in (("edits", "show", "DX101"), ("edits", "find", "--carc", "22")):
        said = CliRunner().invoke(main, arguments, env=terminal).stdout
        assert "##" not in said
        assert "|---" not in said
        piped = _run(*arguments).stdout
        assert "## " not in piped
        assert "\x1b" not in piped


def test_pages_of_edits_are_printed_whole() -> None:
    """The qualifier of a segment keeps its asterisk, and a long path is broken into lines, not cut."""
    piped = "".join(_run("edits", "show", "EV113").stdout.split())
    assert "2010BAREF02(REF*Y4),2010CA" in piped
    assert "…" not in piped
    assert "(HI*ABK/ABF); 837I" in _run("edits", "find", "diagnoses[0].code").stdout


def test_edits_say_where_their_fields_are() -> None:
    """For programs, each field of an edit has its places in the 837P and 837I."""
    [found] = json.loads(_run("edits", "find", "LN105", "--format", "json").stdout)
    assert found["looks_at"][0] == {"field": "service_lines[].diagnosis_pointers", "837P": "2400 SV107-1 to -4"}


def test_edits_on_a_narrow_terminal() -> None:
    """On a terminal too narrow for the table, no code, severity or title is cut off."""
    terminal = {"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "60"}
    said = CliRunner().invoke(main, ["edits", "find", "--carc", "146"], env=terminal).stdout
    assert "…" not in said
    for words in ("DX102", "diagnosis-not-in-force-on-date", "A diagnosis code was not in force", "strict"):
        assert words in said


def test_a_family_is_known_by_its_letters_and_its_name() -> None:
    """A family can be given by its letters or its name, as for `edits new`."""
    by_name, by_letters = (_run("edits", "list", "--family", given).stdout for given in ("inpatient-procedure", "px"))
    assert by_name == by_letters
    assert "PX101" in by_name


def test_schemas_are_listed_and_exported(tmp_path: Path) -> None:
    """Released schemas are listed with their IDs and exported unchanged."""
    listed = _run("schemas", "list").stdout
    exported = _run("schemas", "export", str(tmp_path / "out"))
    assert exported.exit_code == 0
    for entry in read_index():
        assert entry["fingerprint"] in listed
        released = released_file(entry["name"], entry["version"])
        assert (tmp_path / "out" / released.name).read_bytes() == released.read_bytes()


def test_registry_commands_need_a_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a registry URL they exit with code 2 and name the setting."""
    monkeypatch.delenv("CLAIMS_SCHEMA_REGISTRY_URL", raising=False)
    for command in ("check", "register"):
        result = _run("schemas", command)
        assert result.exit_code == 2
        assert result.stderr == "CLAIMS_SCHEMA_REGISTRY_URL: required; set the URL of the schema registry\n"


def test_help_names_every_command() -> None:
    """The help lists every command, and each command has help."""
    said = _run("--help").stdout
    for command in ("run", "demo", "check", "publish", "topics", "schemas", "edits", "codes", "dead-letters"):
        assert command in said
        assert _run(command, "--help").exit_code == 0
    assert _run("nonsense").exit_code == 2
