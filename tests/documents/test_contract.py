"""What schemas/CONTRACT.md lists is what the code has."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Final, get_args

import click

from rules.load_profiles import _ProfileForm
from rules.repairs.claim_id import claim_id
from schemas.finding import Finding
from schemas.interchange.conversion import ITEMS, REFUSALS
from schemas.json_form import parse_json, read_encounter
from schemas.sources import read_index
from schemas.unreadable import DeadLetterReason
from tests.documents.pages import ROOT, blocks
from tests.http.toy_site import NOW, clock, make_busy
from workers.__main__ import main
from workers.http.answer import Answerer
from workers.http.request import Request
from workers.kafka.dead_letter import build_batch_pointer, build_dead_letter, undeliverable_record
from workers.settings.settings import Settings

CONTRACT: Final = (ROOT / "schemas/CONTRACT.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    found = re.search(rf"^#+ (?:\d+\. )?{re.escape(title)}\n(.*?)(?=^#+ |\Z)", CONTRACT, re.DOTALL | re.MULTILINE)
    assert found is not None, title
    return found[1]


def _cells(title: str, column: int = 0) -> list[str]:
    """The code spans of one column of the tables of a section."""
    rows = re.findall(r"^\| (.+) \|$", _section(title), re.MULTILINE)
    return [span for row in rows for span in re.findall(r"`([^`]+)`", row.split(" | ")[column])]


def _commands(command: click.Command, path: str = "") -> Iterator[tuple[str, str]]:
    """Every command with its help, where a list of exit codes is at the end."""
    if not isinstance(command, click.Group):
        yield path, (command.help or "").partition("Exit codes:")[2]
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        part = command.get_command(context, name)
        assert part is not None
        yield from _commands(part, f"{path} {name}".strip())


def test_commands() -> None:
    """Every command is listed, no other is, and each has the exit codes of its help."""
    rows = re.findall(r"^\| (`.+?) \| .+ \| (.+) \|$", _section("Commands"), re.MULTILINE)
    listed = {
        re.split(r" [\[A-Z]", span)[0]: set(re.findall(r"(?:^|; )(\d+)", codes))
        for spans, codes in rows
        for span in re.findall(r"`([^`]+)`", spans)
    }
    helps = dict(_commands(main))
    assert sorted(listed) == sorted(helps)
    every = dict(re.findall(r"^\| (\d+) \| (.+?) \|", _section("Exit codes"), re.MULTILINE))
    assert all(codes <= set(every) for codes in listed.values())
    listed["run"] = {code for code, meaning in every.items() if meaning != "–"}
    told = {
        path: codes
        for path, text in helps.items()
        if (codes := set(re.findall(r"^ *(\d+) +[a-z]", text, re.MULTILINE)))
    }
    assert len(told) > 10
    assert {path: listed[path] for path in told} == told


def test_dead_letter_reasons() -> None:
    """Every reason of a dead letter is explained, and no other."""
    reasons = _section("Dead letters").partition("| Reason |")[2]
    assert re.findall(r"^\| `([\w-]+)` \|", reasons, re.MULTILINE) == list(get_args(DeadLetterReason))


def test_dead_letter_headers() -> None:
    """Every header that a dead letter adds is listed, and no other."""
    record = undeliverable_record("encounters.v1", 0, 7)
    whole = build_dead_letter(record, "malformed", "diagnoses[0].code", stage="decode", max_bytes=10_000)
    batch = build_batch_pointer("encounters.v1", 0, 7, 9)
    listed = re.findall(
        r"`((?:claims\.dead-letter|__connect\.errors)\.[\w.-]+)`", _section("Dead letters").partition("There is")[0]
    )
    assert sorted(set(listed)) == sorted({name for letter in (whole, batch) for name, _ in letter.headers})


def test_http_paths() -> None:
    """Every path of the HTTP server is listed, and no other; below /edits are its search, edits and payers' codes."""
    site, history = make_busy()
    answerer = Answerer(Settings(http_what_if=True, http_outcomes=True), site, history, lambda: NOW, clock)
    served = json.loads(answerer.answer(Request(path="/no-such-page", headers={})).body)["pages"]
    assert sorted(_cells("HTTP")) == sorted([*served, "/edits?q=WORDS", "/edits/EDIT", "/edits/CARC-22"])


def test_findings() -> None:
    """The table of a finding has its fields, in their order."""
    listed = [re.sub(r"\W", "", span) for span in _cells("Rejections and findings")]
    assert listed == [field.name for field in fields(Finding)]


def test_keys_of_a_profile() -> None:
    """The table of a profile has every key of the file, but for the one of the first release."""
    listed = {re.split(r"[.\]]", span.lstrip("["))[0] for span in _cells("Payer profiles")}
    assert listed == set(_ProfileForm.model_fields)


def test_embedded_ids() -> None:
    """The embedded ids are those of the index."""
    listed = re.findall(r"^\| `(\w+)` v(\d+) \| (\d+) \|$", _section("Embedded ids"), re.MULTILINE)
    assert listed == [(entry["name"], str(entry["version"]), str(entry["id"])) for entry in read_index()]


def test_topics() -> None:
    """The default names of the topics are those of the settings."""
    settings = Settings()
    named = re.findall(r"^\| [a-z ]+ \| `([\w.-]+)` \|", _section("Outcomes"), re.MULTILINE)
    assert named == [settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic]


def test_claim_id() -> None:
    """The example of an event has the claim id that the section on identity computes."""
    event = next(block for block in blocks() if block.page == "schemas/CONTRACT.md" and block.language == "json")
    made = claim_id(read_encounter(parse_json(event.text)))
    assert f"`{made}`" in _section("Claim identity and versions")


def test_reasons_of_837_files() -> None:
    """Every reason why a claim of an 837 is refused, or an element reported, is explained, and no other."""
    refused, _, reported = _section("837 files").partition("| Reported |")
    rows = [re.findall(r"^\| (`.+?) \|", part, re.MULTILINE) for part in (refused, reported)]
    assert [re.findall(r"`([\w-]+)`", " ".join(part)) for part in rows] == [list(REFUSALS), list(ITEMS)]
