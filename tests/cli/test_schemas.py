"""`schemas show` explains a field; `schemas export` writes the schemas in three formats."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workers.__main__ import main


def _schemas(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["schemas", *arguments])


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", ["service_lines", "list of ServiceLine", "required"]),
        ("patient.sex", ["FEMALE, MALE, UNKNOWN", "can identify a person", "2010BA DMG03"]),
        ("diagnoses[0]", ["present_on_admission", "DiagnosisRole"]),
        ("occurred_at", ["instant  required", "2026-"]),
    ],
)
def test_a_field_is_explained(path: str, says: list[str]) -> None:
    """A field is shown with type, meaning, symbols, examples and place in an 837; an object with its fields."""
    shown = _schemas("show", *([path] if path else []))
    assert shown.exit_code == 0
    assert all(words in shown.stdout for words in says)
    assert all(line == line.rstrip() for line in shown.stdout.splitlines())


def test_an_unknown_field_is_named_with_the_nearest() -> None:
    """An unknown path ends with 2 and one line that names the path that was probably meant."""
    refused = _schemas("show", "patient.state")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("unknown field 'patient.state'; did you mean patient.address.state?")


def test_every_format_is_exported(tmp_path: Path) -> None:
    """Avro, JSON Schema and Python are written to the folder, and each file is printed."""
    files = [_schemas("export", *form, str(tmp_path)).stdout.split() for form in ([], ["--format", "json-schema"])]
    files.append(_schemas("export", "--format", "python", str(tmp_path)).stdout.split())
    assert [len(each) for each in files] == [3, 3, 1]
    schema = json.loads((tmp_path / "EncounterEvent.v1.schema.json").read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "class EncounterEvent:" in (tmp_path / "encounter_event.py").read_text(encoding="utf-8")
