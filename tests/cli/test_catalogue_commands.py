"""The catalogue and the schemas can be listed, shown and searched by people and programs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules.catalog import load_catalogue
from schemas.sources import read_index, released_file
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


@pytest.mark.parametrize("name", ["DX201", "dx201", "external-cause-as-principal"])
def test_edit_page(name: str) -> None:
    """An edit's page is shown by its code or name, and has all its parts in order."""
    page = _run("edits", "show", name).stdout
    parts = ["# DX201", "## Why payers refuse it", "## How to mend it", "## An example that fires", "## Reference"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


@pytest.mark.parametrize("edit", load_catalogue())
def test_every_page_can_be_shown(edit: str) -> None:
    """The page of every edit of the catalogue can be made."""
    result = _run("edits", "show", edit)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"# {edit} ")


@pytest.mark.parametrize(
    ("arguments", "edit"),
    [
        (("--status", "A7:178"), "LN101"),
        (("--status", "a7:562:85"), "PV101"),
        (("--status", "A7:562"), "PV101"),
        (("--carc", "146"), "DX102"),
        (("--carc", "16", "--rarc", "M54"), "LN101"),
        (("--field", "total_charge"), "LN101"),
    ],
)
def test_from_a_payers_message_to_the_edit(arguments: tuple[str, ...], edit: str) -> None:
    """A payer's status, adjustment reason, remark code or field leads back to the edit."""
    found = json.loads(_run("edits", "find", *arguments, "--format", "json").stdout)
    assert edit in {one["code"] for one in found}
    assert len(found) < len(load_catalogue())


@pytest.mark.parametrize(
    "arguments", [("edits", "show", "XX999"), ("edits", "find"), ("edits", "list", "--profile", "gold")]
)
def test_wrong_questions(arguments: tuple[str, ...]) -> None:
    """A question that has no answer gets one line and exit code 2."""
    result = _run(*arguments)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_schemas_are_listed_and_exported(tmp_path: Path) -> None:
    """The released schemas are listed with their ids and written as they were released."""
    listed = _run("schemas", "list").stdout
    exported = _run("schemas", "export", str(tmp_path / "out"))
    assert exported.exit_code == 0
    for entry in read_index():
        assert entry["fingerprint"] in listed
        released = released_file(entry["name"], entry["version"])
        assert (tmp_path / "out" / released.name).read_bytes() == released.read_bytes()


def test_registry_commands_need_a_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the registry's address they end with 2 and name the setting."""
    monkeypatch.delenv("CLAIMS_SCHEMA_REGISTRY_URL", raising=False)
    for command in ("check", "register"):
        result = _run("schemas", command)
        assert result.exit_code == 2
        assert "CLAIMS_SCHEMA_REGISTRY_URL" in result.stderr


def test_help_names_every_command() -> None:
    """The help lists the commands, and each of them can be asked for help."""
    said = _run("--help").stdout
    for command in ("run", "demo", "check", "publish", "topics", "schemas", "edits", "codes", "dead-letters"):
        assert command in said
        assert _run(command, "--help").exit_code == 0
    assert _run("nonsense").exit_code == 2
