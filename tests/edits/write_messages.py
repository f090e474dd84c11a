"""`rules/pages/example_messages.json` is made from the case files: a real message for every message with values."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.pages.example_messages import MESSAGES_FILE, Message
from rules.tables.store import open_shipped
from schemas.finding import Finding
from schemas.generator import Generator
from tests.edits.case_files import judge_case, read_cases
from tests.edits.conftest import Judge, make_judge

_VALUE: Final = re.compile(r"{\w+}")


def find_messages(edit: Edit) -> list[Message]:
    """The messages of an edit that name values, with their suggestions, each once."""
    pairs = dict.fromkeys((case.says, case.suggest) for case in edit.cases.values())
    return [pair for pair in pairs if any(_VALUE.search(text or "") for text in pair)]


def fits(written: Message, finding: Finding) -> bool:
    """Whether a finding was written from a message; its suggestion may be left out for want of a value."""
    return _is_from(written[0], finding.message) and (
        finding.suggestion is None or (written[1] is not None and _is_from(written[1], finding.suggestion))
    )


def _literal(message: Message) -> int:
    """How much of a message is its own words: another may fit only because its values can be anything."""
    return len(_VALUE.sub("", message[0]))


def _is_from(template: str, text: str) -> bool:
    return re.fullmatch(".+?".join(map(re.escape, _VALUE.split(template))), text, re.DOTALL) is not None


def _examples(edit: Edit, judge: Judge) -> Iterator[tuple[str, str | None, str, str | None]]:
    """Each message with the first finding that was written from it, if possible one with a suggestion."""
    best: dict[Message, Finding] = {}
    wanted = find_messages(edit)
    for case in read_cases(edit) if wanted else []:
        if not case["findings"]:
            continue
        for finding in judge_case(judge, case).findings:
            if finding.edit != edit.code or finding.waived:
                continue
            pair = max((one for one in wanted if fits(one, finding)), key=_literal, default=None)
            if pair is not None and (pair not in best or best[pair].suggestion is None):
                best[pair] = finding
        if all(pair in best and (pair[1] is None or best[pair].suggestion) for pair in wanted):
            break
    for pair in wanted:
        if pair in best:
            yield *pair, best[pair].message, best[pair].suggestion


def _files() -> dict[Path, str]:
    judge = make_judge(open_shipped())
    written = {edit.code: rows for edit in load_catalogue().values() if (rows := list(_examples(edit, judge)))}
    lines = [
        f"{json.dumps(code)}: [\n" + ",\n".join(f" {json.dumps(row, ensure_ascii=False)}" for row in rows) + "\n]"
        for code, rows in written.items()
    ]
    return {MESSAGES_FILE: "{\n" + ",\n".join(lines) + "\n}\n"}


GENERATOR: Final = Generator(module="tests.edits.write_messages", make=_files)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
