"""A billing manager can preview how a change of rules would affect claims."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from schemas.samples import sample_form
from workers.__main__ import main

Write = Callable[[str, str], str]


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def _impact(*arguments: str) -> dict[str, Any]:
    result = _run("edits", "impact", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def _encounter(number: int, **changes: Any) -> str:
    form = sample_form("office-visit")
    form["encounter_id"] = f"I-{number}"
    return json.dumps(form | changes)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes a file and returns its path."""

    def put(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return put


@pytest.fixture
def claims(write: Write) -> str:
    """Three visits: a clean one, one after a car accident, and one with a wrong total."""
    lines = [
        _encounter(1),
        _encounter(2, accident={"auto": True, "date": "2026-11-02", "state": "IL"}),
        _encounter(3, total_charge="200.00"),
    ]
    return write("claims.jsonl", "\n".join(lines))


OURS = 'name = "ours"\nbuilds_on = "commercial"\n[severity]\nCV107 = "REJECT"\nLN101 = "WARN"\n'


def test_a_profile_before_it_is_used(write: Write, claims: str) -> None:
    """Each edit that the profile changes is listed with its old and new result and the claims."""
    made = _impact("commercial", write("ours.toml", OURS), claims)
    assert (made["outcomes"], made["changed"], made["unreadable"]) == (3, 2, 0)
    assert made["ready_to_rejected"] == {"outcomes": 1, "total_charge": "190.00", "claims": [f"{claims}:2"]}
    assert made["rejected_to_ready"] == {"outcomes": 1, "total_charge": "200.00", "claims": [f"{claims}:3"]}
    assert made["edits"] == [
        {
            "edit": edit,
            "name": name,
            "outcomes": 1,
            "changes": [{"old": old, "new": new, "outcomes": 1, "claims": [f"{claims}:{line}"]}],
        }
        for edit, name, old, new, line in (
            ("CV107", "other-payer-may-be-liable", "WARN", "REJECT", 2),
            ("LN101", "total-is-not-the-sum-of-lines", "REJECT", "WARN", 3),
        )
    ]


def test_for_a_person(write: Write, claims: str) -> None:
    """As text it shows how many claims change, their charges, and which edit is the cause."""
    said = _run("edits", "impact", "commercial", write("ours.toml", OURS), claims).stdout
    assert "3 outcomes, 2 changed" in said
    assert "ready → rejected  1 claim, charges 190.00" in said
    assert any(
        line.split()[:4] == ["CV107", "other-payer-may-be-liable", "WARN", "REJECT"] for line in said.split("\n")
    )


def test_a_new_version_of_a_profile_in_use(
    write: Write, claims: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file can have the same name as the profile in use that it is compared with."""
    (tmp_path / "profiles").mkdir()
    write("profiles/ours.toml", OURS)
    monkeypatch.setenv("CLAIMS_PROFILES_DIR", str(tmp_path / "profiles"))
    made = _impact("ours", write("ours.toml", OURS.replace('LN101 = "WARN"\n', "")), claims)
    assert [(one["edit"], one["outcomes"]) for one in made["edits"]] == [("LN101", 1)]


def test_a_release_of_a_code_table(write: Write, claims: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of code tables shows what its releases would find, including edits that were not checked before."""
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", str(tmp_path / "new"))
    ages = write("ages.csv", "code,payer_id,youngest,oldest,start,end\n99213,,0,17,,\n")
    assert _run("codes", "load", "procedure_age", ages, "--release", "1").exit_code == 0
    monkeypatch.delenv("CLAIMS_CODE_TABLES_DIR")
    made = _impact("now", str(tmp_path / "new"), claims)
    (found,) = made["edits"]
    assert (found["edit"], found["outcomes"]) == ("HC105", 3)
    assert [(change["old"], change["new"]) for change in found["changes"]] == [("not checked", "WARN")]
    assert made["ready_to_rejected"]["outcomes"] == 0


def test_outcomes_of_another_version(write: Write, claims: str) -> None:
    """Saved outcomes represent the version that made them; two saved sides need no encounters."""
    text = _run("check", "--format", "json", claims).stdout
    old = write("old.jsonl", text)
    assert _impact(old, "now", claims)["changed"] == 0
    new = write("new.jsonl", text.replace('"LN101"', '"ZZ101"'))
    made = _impact(old, new)
    assert (made["outcomes"], made["changed"]) == (3, 1)
    assert [(one["edit"], one["name"], one["outcomes"]) for one in made["edits"]] == [
        ("LN101", "total-is-not-the-sum-of-lines", 1),
        ("ZZ101", "total-is-not-the-sum-of-lines", 1),
    ]


def test_what_cannot_be_compared_is_counted(write: Write, claims: str) -> None:
    """Claims on only one side and unreadable inputs are counted, never silently dropped."""
    old = write("old.jsonl", "\n".join(_run("check", "--format", "json", claims).stdout.splitlines()[1:]))
    bad = write("bad.jsonl", '{"event_id": 1}')
    made = _impact(old, "now", claims, bad)
    assert (made["outcomes"], made["only_in_old"], made["only_in_new"], made["unreadable"]) == (2, 0, 1, 1)
    said = _run("edits", "impact", old, "now", claims, bad).stdout
    assert "1 only in NEW, not compared" in said
    assert "1 unreadable, not compared" in said


def test_the_same_finding_elsewhere_is_a_change(write: Write) -> None:
    """A finding that moves to another field is a change, even if its severity is the same."""
    first = write("first.jsonl", _encounter(1, total_charge="1.00"))
    text = _run("check", "--format", "json", first).stdout
    made = _impact(
        write("old.jsonl", text), write("new.jsonl", text.replace('"field": "total_charge"', '"field": "lines"'))
    )
    assert [(one["old"], one["new"]) for one in made["edits"][0]["changes"]] == [("REJECT", "REJECT")]


@pytest.mark.parametrize(
    ("old", "says"),
    [
        ("comercial", "not a file, a folder or a payer profile"),
        ("claims.jsonl", "claims.jsonl:1: not an outcome from claims-worker check --format json"),
        ("wrong.toml", "severity.XX999: unknown edit"),
        ("", "no code tables in this folder"),
    ],
)
def test_invalid_sides(write: Write, claims: str, tmp_path: Path, old: str, says: str) -> None:
    """An argument that cannot be compared gives exit code 2 and one sentence that names it."""
    write("wrong.toml", 'name = "wrong"\n[severity]\nXX999 = "WARN"\n')
    given = old if old == "comercial" else str(tmp_path / old)
    result = _run("edits", "impact", given, "now", claims)
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_nothing_to_check(claims: str) -> None:
    """Without encounters there is nothing to compare."""
    assert _run("edits", "impact", "now", "strict").exit_code == 2
    assert _run("edits", "impact", "now", "strict", f"{claims}.absent").exit_code == 2
