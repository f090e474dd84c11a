"""`answers` takes any file, says in one line what is wrong with it, and prints nothing that identifies a person."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from schemas.person_fields import is_of_a_person
from schemas.samples import sample_text
from tests.answers.sent import Form, finding, rulebook_once, sent
from tests.support.x12_answers import acknowledgment, answer_file, payment
from tests.support.x12_claims import institutional, professional, written
from workers.__main__ import main

CANARY = "CANARY7"
FIRED = finding("CV113", claim_adjustment_reason_code="31", remark_codes=["N382"], field="coverages[0].member_id")
DENIED = ["CLP*A*4*190*0**12*ICN1*11*1", "CAS*CO*31*190", "NM1*QC*1*S*A****MI*W1", "MOA***N382", "SVC*HC:99213*125*0"]
STATED = [
    "TRN*2*A",
    "STC*A7:33*20261107*U*190",
    "REF*1K*ICN",
    "DTP*472*D8*20261102",
    "SVC*HC:99213*125",
    "STC*A3:21*20261107",
]


def _run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ("answers", *arguments), input=given)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a claim, an 835 and a 277CA."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "claims.jsonl").write_text(json.dumps(sent("A", [FIRED])) + "\n")
    (folder / "a.835").write_bytes(written(answer_file(payment(DENIED))))
    (folder / "a.277").write_bytes(written(answer_file(acknowledgment(STATED), kind="277")))
    return folder


def test_options_take_several_files(files: Path) -> None:
    """Files follow their option as a shell expands them, or each has its own; other options may stand between."""
    claims, first, second = (str(files / name) for name in ("claims.jsonl", "a.835", "a.277"))
    shown = _run("--claims", claims, "--answers", first, second, "--internal")
    assert shown.exit_code == 0
    assert "answers: 1 of 277CA, 1 of 835" in shown.stdout
    apart = _run("--answers", first, "--internal", f"--answers={second}", "--claims", claims)
    assert apart.stdout == shown.stdout
    assert "Option '--claims' requires an argument" in _run("--answers", first, "--claims").stderr


def test_events_are_checked_as_claims_that_were_sent(tmp_path: Path) -> None:
    """Of an 837 and of events in JSON each claim counts with what the edits find now; one that they reject, too."""
    (tmp_path / "sent.837").write_bytes(written(professional()))
    (tmp_path / "sent.json").write_text(sample_text("rejected-code-retired"))
    number = json.loads(sample_text("rejected-code-retired"))["patient_control_number"]
    denied = ["CLP*E1*4*125*0", "CAS*CO*29*125", f"CLP*{number}*4*1*0", "CAS*CO*146*1", "MOA***M76"]
    (tmp_path / "a.835").write_bytes(written(answer_file(payment(denied))))
    claims = (str(tmp_path / "sent.837"), str(tmp_path / "sent.json"))
    options = ("--answers", str(tmp_path / "a.835"), "--internal", "--format", "json")
    found = json.loads(_run("--claims", *claims, *options).stdout)
    assert (found["claims"]["sent"], found["claims"]["answered"]) == (2, 2)
    assert (found["counts"]["silent"], found["counts"]["warned"]) == (1, 1)
    other = _run("--claims", *claims, *options, "--profile", "medicare")
    assert other.exit_code == 0
    assert _run("--claims", *claims, *options, "--profile", "none").stderr.startswith("--profile: must be one of ")


def test_records_of_a_topic_and_standard_input(files: Path) -> None:
    """A record of claims.ready.v1 in JSON is a claim, also from a pipe; a dead letter is left out and counted."""
    record = sent("A", [FIRED])["claim"]
    lines = f"{json.dumps(record)}\n\n{json.dumps({'outcome': 'dead_letter'})}\n".encode()
    shown = _run("--claims", "-", "--answers", str(files / "a.835"), "--internal", "--format", "json", given=lines)
    assert json.loads(shown.stdout)["counts"]["warned"] == 1
    assert shown.stderr == "-: 1 record without a claim; left out\n"


@pytest.mark.parametrize(
    ("claims", "answers", "sentence"),
    [
        (b"", b"ISA", "{claims}: empty file"),
        (b'{"outcome": "ready", "claim": {}}\n', b"", "{claims}:1: not an outcome from claims-worker check"),
        (b'{"claim_id": "CANARY7"}\nCANARY7', b"", "{claims}:1: not an outcome from claims-worker check"),
        (b'{"claim_id": ' + b"[" * 100_000, b"", "--claims: no claims in these files"),
        (b"\x00" * 2_000, b"", "--claims: no claims in these files"),
        (None, b"", "{answers}: empty file"),
        (None, b"CANARY7", "{answers}: not an X12 file; expected 835 or 277CA"),
        (None, b"PK\x03\x04CANARY7", "{answers}: not an X12 file; expected 835 or 277CA"),
        (None, written(institutional()), "--answers: no 835 or 277CA (005010X214) in these files"),
        (b'{"outcome": "dead_letter"}', b"", "--claims: no claims in these files"),
    ],
)
def test_a_file_that_cannot_be_used(
    claims: bytes | None, answers: bytes, sentence: str, tmp_path: Path, files: Path
) -> None:
    """One sentence names the file and the line, with exit code 2 and without what is in the file."""
    first, second = files / "claims.jsonl", tmp_path / "answers"
    if claims is not None:
        first = tmp_path / "claims"
        first.write_bytes(claims)
    second.write_bytes(answers)
    done = _run("--claims", str(first), "--answers", str(second))
    assert (done.exit_code, done.stdout) == (2, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(sentence.format(claims=first, answers=second)), done.stderr
    assert CANARY not in done.stderr


def test_other_mistakes(files: Path, tmp_path: Path) -> None:
    """A missing file, a folder, a word that is no CARC: one line each."""
    claims, answers = str(files / "claims.jsonl"), str(files / "a.835")
    for arguments, sentence in (
        (("--claims", "none", "--answers", answers), "none: No such file or directory\n"),
        (("--claims", claims, "--answers", str(tmp_path)), f"{tmp_path}: Is a directory\n"),
        (
            ("--claims", claims, "--answers", answers, "--ordinary-reasons", "1,CO-45"),
            "--ordinary-reasons: must be CARCs such as 1,2,45 (got 'CO-45')\n",
        ),
    ):
        done = _run(*arguments)
        assert (done.exit_code, done.stderr) == (2, sentence)


def test_answers_that_are_cut_off(files: Path, tmp_path: Path) -> None:
    """The report is about the answers that can be read; the exit code is 1."""
    cut = tmp_path / "cut.835"
    cut.write_bytes(written(answer_file(payment([*DENIED, "CLP*B*4*1*0"]))).partition(b"*B*4")[0])
    done = _run("--claims", str(files / "claims.jsonl"), "--answers", str(cut), "--internal", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["counts"]["warned"] == 1
    assert f"{cut}: the file ends within a transaction set" in done.stderr


def _with_canaries(form: Any, path: str = "") -> Any:
    """An encounter with a canary in every text of a person, and in every other text that takes one."""
    if isinstance(form, dict):
        return {name: _with_canaries(part, f"{path}.{name}".lstrip(".")) for name, part in form.items()}
    if isinstance(form, list):
        return [_with_canaries(part, f"{path}[{index}]") for index, part in enumerate(form)]
    free = isinstance(form, str) and is_of_a_person(path) and not path.endswith(("_date", ".sex"))
    return f"{CANARY}-{form}" if free else form


def _answers_with_canaries() -> Iterator[bytes]:
    """An 835 and a 277CA with a canary in every element that is not needed to find the claim."""
    needed = {"CLP01", "TRN01", "TRN02", "HL03", "BHT01"}
    for kind, inside in (("835", payment(DENIED, after=["PLB*X*20261231*WO:X*1"])), ("277", acknowledgment(STATED))):
        changed = []
        for segment in inside:
            parts = segment.split("*")
            name = parts[0]
            for element in range(1, len(parts) + 1):
                if f"{name}{element:02}" in needed:
                    continue
                single = [*parts, ""]
                single[element] = f"{CANARY}:{CANARY}:{CANARY}"
                changed.append("*".join(single) if name not in ("HL", "TRN", "BHT") else segment)
        yield written(answer_file(changed, kind=kind))


def test_nothing_of_a_person_is_printed(tmp_path: Path) -> None:
    """Canaries in claims and in every element of the answers reach no report, list or message."""
    claim: Form = sent("A", [FIRED | {"message": CANARY, "suggestion": CANARY, "name": CANARY}])
    encounter = claim["claim"]["encounter"]
    claim["claim"]["encounter"] = _with_canaries(encounter)
    assert json.dumps(claim).count(CANARY) > 15
    rejected = json.loads(json.dumps({"outcome": "rejected", "rejection": claim["claim"]}))
    rejected["rejection"]["findings"][0]["severity"] = "REJECT"
    (tmp_path / "claims.jsonl").write_text(json.dumps(claim) + "\n")
    (tmp_path / "rejected.jsonl").write_text(json.dumps(rejected) + "\n")
    names = []
    for number, data in enumerate((*_answers_with_canaries(), written(answer_file(payment(DENIED))))):
        (tmp_path / f"{number}.x12").write_bytes(data)
        names.append(str(tmp_path / f"{number}.x12"))
    for form in ("text", "json", "csv"):
        done = _run(
            *("--claims", str(tmp_path / "claims.jsonl"), "--answers", *names, "--format", form, "--internal"),
            *("--claims-list", "--rejected", str(tmp_path / "rejected.jsonl")),
        )
        assert done.exit_code == 0, done.output
        assert "CV113" in done.stdout
        assert CANARY not in done.output


@pytest.fixture(autouse=True)
def _one_rulebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.cli.answers.chosen_rulebook", rulebook_once)
