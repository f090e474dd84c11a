"""`dead-letters` rejects a filter that can match nothing, and lists by time without contents."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.kafka.harness import unique_settings
from workers.__main__ import main
from workers.kafka.dead_letter import build_dead_letter
from workers.kafka.embedded_broker import EmbeddedBroker
from workers.kafka.publish import publish_with_headers
from workers.kafka.record import InputRecord
from workers.kafka.replayed import merge, read_ranges, write_ranges
from workers.settings.settings import Settings

SECRET = b"Jane Roe 123-45-6789"


@pytest.mark.parametrize("command", ["list", "replay", "show"])
@pytest.mark.parametrize("choice", [("--reason", "malformd"), ("--at", "1071"), ("--at", "2:x"), ("--at", "-1:3")])
def test_a_filter_that_can_match_nothing(
    command: str, choice: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown reason or an invalid position gives exit code 2; it never looks like 'no dead letters'."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    result = CliRunner().invoke(main, ["dead-letters", command, *choice])
    assert result.exit_code == 2
    assert choice[0] in result.stderr


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """Dead letters on two partitions: the older ones on the higher one, one without a value, and a pointer."""
    with EmbeddedBroker() as broker:
        made = unique_settings(broker.bootstrap_servers)
        broker.make_topic(made.dead_letter_topic)
        # Keys of partitions 3 and 0.
        letters = [
            (b"a", SECRET, "not-framed", None),
            (b"a", b"", "not-framed", None),
            (b"c", SECRET, "value-out-of-range", "patient.birth_date"),
            (b"c", b"", "too-large", None),
        ]
        for offset, (key, content, reason, field) in enumerate(letters):
            record = InputRecord(
                topic="in", partition=0, offset=offset, timestamp_ms=None, key=key, value=content, headers=()
            )
            letter = build_dead_letter(record, reason, field, stage="decode", max_bytes=1000)
            publish_with_headers(made, made.dead_letter_topic, [(key, content, letter.headers)])
        yield made


Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `dead-letters` on that broker."""
    for name, text in settings.model_dump(mode="json", exclude_defaults=True).items():
        monkeypatch.setenv(f"CLAIMS_{name.upper()}", str(text))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["dead-letters", *arguments])

    return run


def test_the_list_is_in_order_of_time(run: Run) -> None:
    """Whatever the partitions, the newest is last, and --limit takes the newest. No content is shown."""
    result = run("list", "--format", "json")
    forms = [json.loads(line) for line in result.stdout.splitlines()]
    assert [form["original_offset"] for form in forms] == ["0", "1", "2", "3"]
    assert len({form["partition"] for form in forms}) == 2
    newest = run("list", "--limit", "1")
    assert "too-large" in newest.stdout
    assert "out-of-range" not in newest.stdout
    assert "\n1 of 4 dead letters: 1 too-large" in newest.stdout
    assert "the newest 1 of 4 dead letters" in newest.stderr
    assert "Roe" not in result.output + run("list").output


def test_an_empty_value_is_no_pointer(run: Run) -> None:
    """An event without a value is empty; only a letter whose value was cut is a pointer."""
    forms = [json.loads(line) for line in run("list", "--format", "json").stdout.splitlines()]
    assert [form["pointer"] for form in forms] == [False, False, False, True]
    lines = run("list").stdout.splitlines()
    assert [line.split()[-2] for line in lines[1:5]] == ["20", "empty", "20", "pointer"]
    assert "1 pointer skipped" in run("replay", "--all", "--dry-run").stderr


def test_filters(run: Run) -> None:
    """By partition; a partition that does not exist is an error."""
    partition = json.loads(run("list", "--format", "json", "--limit", "1").stdout)["partition"]
    assert "2 dead letters" in run("list", "--partition", str(partition)).stdout
    assert run("list", "--partition", "99").exit_code == 4


def test_the_summary_counts_by_hour_reason_and_field(run: Run) -> None:
    """Each combination has a line with its number."""
    forms = [json.loads(line) for line in run("list", "--summary", "--format", "json").stdout.splitlines()]
    assert {(form["reason"], form["field"], form["count"]) for form in forms} == {
        ("not-framed", None, 2),
        ("value-out-of-range", "patient.birth_date", 1),
        ("too-large", None, 1),
    }
    assert "4 dead letters" in run("list", "--summary").stdout


def test_one_letter_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    """The file has the value byte for byte, only its owner can read it, and no file is overwritten."""
    first = json.loads(run("list", "--format", "json").stdout.splitlines()[0])
    place = f"{first['partition']}:{first['offset']}"
    out = tmp_path / "letter.bin"
    shown = run("show", "--at", place, "--out", str(out))
    assert shown.exit_code == 0, shown.output
    assert "not-framed" in shown.stdout
    assert "Roe" not in shown.output
    assert out.read_bytes() == SECRET
    assert out.stat().st_mode & 0o077 == 0
    assert run("show", "--at", place, "--out", str(out)).exit_code == 2
    assert run("show", "--at", "0:70").exit_code == 1
    assert run("show").exit_code == 2


@pytest.mark.parametrize(
    ("offsets", "text"), [([3, 7, 8, 9], "3,7-9"), ([0], "0"), ([5, 4, 4, 6], "4-6"), ([10**12, 10**12 + 1], None)]
)
def test_replayed_offsets_are_written_as_ranges(offsets: list[int], text: str | None) -> None:
    """What is written is read again."""
    ranges = merge(range(offset, offset + 1) for offset in offsets)
    written = write_ranges(ranges, 100)
    assert text is None or written == text
    assert read_ranges(written) == ranges


def test_too_many_marks_lose_the_oldest() -> None:
    """What does not fit is forgotten, oldest first, and so offered again; a malformed note marks nothing."""
    ranges = merge(range(offset, offset + 1) for offset in range(0, 200, 2))
    written = write_ranges(ranges, 50)
    assert len(written) <= 50
    assert read_ranges(written) == ranges[-len(read_ranges(written)) :]
    assert read_ranges("1-x") == read_ranges("") == read_ranges("-3") == ()
