"""Commands on pages that need no broker run with the permissions of the deployment."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from schemas.samples import sample_form
from tests.documents.pages import ROOT, VARIABLES, blocks, examples_in_help, spans
from tests.documents.shell_words import ShellCommand, shell_commands
from tests.documents.workers_own import (
    CHANGES_CHECKOUT,
    CHANGES_TABLES,
    NEEDS_BROKER,
    command_of,
    complete,
)
from tests.support.x12_answers import acknowledgment, answer_file, payment
from tests.support.x12_claims import written

FIXTURES: Final = ROOT / "tests/tables/fixtures"


def _written() -> Iterator[ShellCommand]:
    for block in blocks():
        if block.is_shell:
            yield from shell_commands(block.text, {**VARIABLES, "PWD": str(ROOT)})
    for _, text in examples_in_help():
        yield from shell_commands(text, {})
    for _, text in spans():
        # Text may name a command without its arguments.
        yield from (
            one for one in shell_commands(text, dict(VARIABLES)) if " ".join(one.words[1:3]) not in CHANGES_TABLES
        )


def _inner(command: ShellCommand) -> list[str]:
    """The words after `claims-worker`, also if another program starts it; none for other commands."""
    words = list(command.words)
    return words[words.index("claims-worker") + 1 :] if "claims-worker" in words else []


def _commands() -> list[list[str]]:
    """Every command of the worker that needs no broker and has all its arguments, once each."""
    found: dict[tuple[str, ...], None] = {}
    for command in _written():
        words = _inner(command)
        if not words:
            continue
        path, made, _ = command_of(words)
        needed = sum(1 for each in made.params if each.required)
        whole = complete(words)
        arguments = [word for word in whole[len(path.split()) :] if not word.startswith("-")]
        alone = path not in NEEDS_BROKER and path not in CHANGES_CHECKOUT and not hasattr(made, "commands")
        if path and (alone or "--print-settings" in words) and len(arguments) >= needed:
            found[tuple(whole)] = None
    return [list(words) for words in found]


def _run(commands: Sequence[Sequence[str]], folder: Path) -> list[dict[str, Any]]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.documents.run_read_only"],
        cwd=folder,
        env=environment | {"CLAIMS_CODE_TABLES_DIR": str(folder / "tables"), "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    results: list[dict[str, Any]] = json.loads(ended.stdout)
    return results


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The files that pages mention, and a folder of code tables: two releases of one table, one of them replaced."""
    made = tmp_path_factory.mktemp("documents")
    event = sample_form("office-visit")
    (made / "encounter.json").write_text(json.dumps(event))
    (made / "last-month.jsonl").write_text(json.dumps(event) + "\n")
    (made / "ours.toml").write_text('name = "ours"\nbuilds_on = "commercial"\n')
    shutil.copytree(ROOT / "schemas/samples", made / "schemas/samples")
    text = (FIXTURES / "hcpcs/HCPC2026_JUL_ANWEB.txt").read_text(encoding="cp1252")
    row = next(line for line in text.splitlines(keepends=True) if line.startswith("A9900"))
    # As many codes as a release has: a smaller one is refused.
    rows = "".join(f"L{number:04}{row[5:]}" for number in range(6_000))
    (made / "hcpcs-of-july.txt").write_text(text + rows, encoding="cp1252")
    (made / "tables").mkdir()
    october = FIXTURES / "hcpcs_next/HCPC2026_OCT_ANWEB.txt"
    # Another file of the same release, which the load of the fixture replaces.
    (made / october.name).write_bytes(october.read_bytes() + b"\r\n")
    loads = [
        ["codes", "load", "hcpcs", str(FIXTURES / "hcpcs/HCPC2026_JUL_ANWEB.txt"), "--allow-incomplete"],
        ["codes", "load", "hcpcs", october.name, "--allow-incomplete"],
        ["codes", "load", "hcpcs", str(october), "--allow-incomplete"],
        ["check", "--format", "json", "last-month.jsonl"],
    ]
    results = _run(loads, made)
    assert [result["exit_code"] for result in results] == [0, 0, 0, 0], results
    for name in ("old-version.jsonl", "sent.jsonl"):
        (made / name).write_text(results[-1]["output"])
    (made / "payers.835").write_bytes(written(answer_file(payment(["CLP*OV1001A*1*190*190"]))))
    (made / "payers.277").write_bytes(written(answer_file(acknowledgment(["TRN*2*OV1001A"]), kind="277")))
    shutil.copytree(made / "tables", made / "tables-2027q1")
    yield made
    (made / "tables").chmod(0o755)


def test_commands_that_only_read(folder: Path) -> None:
    """Commands that change no table succeed with read-only code tables, as in a worker's pod."""
    commands = [words for words in _commands() if " ".join(words[:2]) not in CHANGES_TABLES]
    assert len(commands) > 10
    for path in (folder / "tables", *(folder / "tables").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        results = _run([*commands, ["codes", "load", "hcpcs", "hcpcs-of-july.txt"]], folder)
    finally:
        for path in (folder / "tables", *(folder / "tables").rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    failed = {
        " ".join(words): result["output"][-300:] + str(result["error"])
        for words, result in zip(commands, results, strict=False)
        if result["error"] is not None or result["exit_code"] not in (0, 1)
    }
    assert failed == {}
    # The folder really was read-only: a load into it is refused.
    assert results[-1]["exit_code"] == 2


def test_commands_that_change_tables(folder: Path) -> None:
    """Commands that load or remove tables succeed with a writable folder, as in the loader pod."""
    commands = [words for words in _commands() if " ".join(words[:2]) in CHANGES_TABLES]
    assert {words[1] for words in commands} == {"load", "prune"}
    results = _run(commands, folder)
    assert [(words, result) for words, result in zip(commands, results, strict=True) if result["exit_code"] != 0] == []
