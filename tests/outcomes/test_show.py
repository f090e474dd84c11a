"""`outcomes show` tells what became of an encounter, and shows no data of a person unless asked."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from schemas.json_form import to_json
from tests.outcomes.conftest import Published
from workers.__main__ import main
from workers.kafka.reader import TopicReader


@pytest.fixture
def run(published: Published, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `outcomes show` with the settings of the broker."""
    for name, text in published.settings.model_dump(mode="json", exclude_defaults=True).items():
        if isinstance(text, str):
            monkeypatch.setenv(f"CLAIMS_{name.upper()}", text)

    def show(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["outcomes", "show", *arguments])

    return show


def _persons(published: Published) -> list[str]:
    """Values of the patient and the subscriber."""
    patient = to_json(published.event.patient, omit_absent=True)
    return [patient["last_name"], patient["birth_date"], published.event.coverages[0].member_id or ""]


def test_by_encounter(run: Any, published: Published) -> None:
    """The newest version comes first, over both topics, with its findings and its history, and no person."""
    result = run("--source", published.event.source_system, "--encounter", published.event.encounter_id)
    assert result.exit_code == 0, result.output
    head, *_, newest, oldest, _ = result.stdout.splitlines()
    assert head.startswith("READY")
    assert published.claim_id in head
    assert newest.split()[:2] == ["v2", "ready"]
    assert "\N{REPLACEMENT CHARACTER}" not in result.stdout
    assert oldest.split()[:2] == ["v1", "rejected"]
    assert all(text and text not in result.output for text in _persons(published))


def test_values_only_when_asked_for(run: Any, published: Published) -> None:
    """With --show-values the encounter is printed, in text and in JSON; without it, not even its numbers."""
    for form in ("text", "json"):
        hidden = run("--claim-id", published.claim_id, "--format", form).output
        assert published.event.encounter_id not in hidden
        assert "patient_control_number" not in hidden
        shown = run("--claim-id", published.claim_id, "--format", form, "--show-values").output
        assert published.event.encounter_id in shown


def test_json(run: Any, published: Published) -> None:
    """Programs get the outcome, its position, the record and all versions."""
    form = json.loads(run("--claim-id", published.claim_id.upper(), "--format", "json").output)
    (claim,) = form["claims"]
    assert form["complete"] is True
    assert (claim["claim_id"], claim["outcome"]) == (published.claim_id, "ready")
    assert [(one["claim_version"], one["outcome"]) for one in claim["versions"]] == [(2, "ready"), (1, "rejected")]
    assert claim["record"]["provenance"]["topic"] == published.settings.input_topic


def test_by_position(run: Any, published: Published) -> None:
    """The position of an event or of an outcome leads to the claim; that of a dead letter to its reason."""
    settings = published.settings
    with TopicReader(settings, (settings.input_topic, settings.dead_letter_topic)) as reader:
        records = []
        while not reader.has_ended:
            records += reader.read(0.2)
    event = next(each for each in records if each.topic == settings.input_topic)
    letter = next(each for each in records if each.topic == settings.dead_letter_topic)
    of_event = run("--at", f"{event.topic}:{event.partition}:{event.offset}", "--format", "json")
    claims = json.loads(of_event.output)["claims"]
    assert claims[0]["claim_id"] == published.claim_id
    assert json.loads(run("--at", claims[0]["versions"][1]["at"], "--format", "json").output)["claims"] == claims
    of_letter = run("--at", f"{letter.topic}:{letter.partition}:{letter.offset}")
    assert of_letter.exit_code == 1
    assert "is a dead letter: not-framed" in of_letter.stderr
    nothing = run("--at", f"{event.topic}:{event.partition}:70")
    assert (nothing.exit_code, "there is no record" in nothing.stderr) == (1, True)
    assert run("--at", "another.topic:0:1").exit_code == 1


def test_nothing_found(run: Any) -> None:
    """An encounter without an outcome gives exit code 1 and says what else could be tried."""
    result = run("--source", "nobody", "--encounter", "E1")
    assert result.exit_code == 1
    assert "no outcome found" in result.stderr
    assert "--coverage 1" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--source", "a"),
        ("--encounter", "a"),
        ("--claim-id", "7"),
        ("--at", "2:1071"),
        ("--at", "a:0:0", "--source", "a", "--encounter", "b"),
        ("--claim-id", "773222ca-9750-5dea-8e00-78d8edcb61f3", "--since", "yesterday"),
    ],
)
def test_an_invalid_choice(arguments: tuple[str, ...], run: Any) -> None:
    """What names no encounter, or two, is refused before anything is read."""
    assert run(*arguments).exit_code == 2
