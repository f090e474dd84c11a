"""`claims-worker answers`: join payers' answers to the claims that were sent."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import IO, Final, Literal

import click

from schemas.interchange.payer_answer import ANSWER_NOTES, NOT_READ, Answer, AnswerNote, ProviderAdjustment
from schemas.interchange.read_answers import read_answers
from schemas.interchange.x12_tokens import is_x12
from workers.answers.classify_reason import ORDINARY
from workers.answers.corrected_rejections import CorrectedRejections
from workers.answers.join_answers import AnswersJoin
from workers.answers.match_answers import SentClaims
from workers.answers.merge_small_cells import merge_small_cells
from workers.answers.sent_claim import Outcome, SentClaimMaker
from workers.cli.answers_form import answers_form, write_answers_csv
from workers.cli.chosen_rulebook import chosen_rulebook
from workers.cli.inputs import InputMissing
from workers.cli.progress_line import progress_line, tracked
from workers.cli.sent_files import read_sent_file
from workers.cli.settings_or_exit import COULD_NOT_RUN, SOME_REFUSED, end_with
from workers.cli.show_answers import print_answers
from workers.cli.show_outcome import counted, make_console, printable
from workers.pipeline.process_encounter import Rulebook
from workers.settings.settings import SettingsError

_HEAD: Final = 512
_SEVERAL: Final = ("--claims", "--answers", "--rejected")
_CARC: Final = re.compile(r"[A-Z]?[0-9]{1,3}")


class _SeveralFiles(click.Command):
    """A command whose options for files take all files up to the next option, as a shell expands `*.835`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give each file its option."""
        made: list[str] = []
        option = ""
        for word in args:
            name, equals, file = word.partition("=")
            if name in _SEVERAL:
                option = name
                made += [name, file] if equals else [name]
            elif word.startswith("-") and word != "-":
                option = ""
                made.append(word)
            else:
                made += [word] if not option or made[-1] == option else [option, word]
        return super().parse_args(ctx, made)


@click.command("answers", cls=_SeveralFiles, short_help="Join payers' answers to the claims that were sent.")
@click.option(
    "--claims",
    "claim_files",
    multiple=True,
    required=True,
    metavar="FILE...",
    help="Claims that were sent: lines of check --format json or of claims.ready.v1, or events and 837 files to check.",
)
@click.option(
    "--answers",
    "answer_files",
    multiple=True,
    required=True,
    metavar="FILE...",
    help="835 and 277CA (005010X214) files, in any order.",
)
@click.option(
    "--rejected",
    "rejected_files",
    multiple=True,
    metavar="FILE...",
    help="Rejections that were not sent: count those that came back corrected and were paid.",
)
@click.option("--profile", "profile_name", metavar="NAME", help="Use this payer profile for every claim.")
@click.option(
    "--ordinary-reasons",
    metavar="CARCS",
    help=f"CARCs that are not refusals, separated by commas, instead of {','.join(sorted(ORDINARY, key=int))}.",
)
@click.option("--claims-list", "listed", is_flag=True, help="List every refusal code with its claim ID.")
@click.option("--internal", is_flag=True, help="Show cells about fewer than 11 claims, which are merged otherwise.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="Output format.",
    show_default=True,
)
def answers(
    claim_files: tuple[str, ...],
    answer_files: tuple[str, ...],
    rejected_files: tuple[str, ...],
    profile_name: str | None,
    ordinary_reasons: str | None,
    form: Literal["text", "json", "csv"],
    *,
    listed: bool,
    internal: bool,
) -> None:
    """Show how useful the edits are: what payers refused, and what the edits had said about it.

    Each reason code in an answer falls into one class: an edit warned about it, was waived, could not check, is
    off, or found nothing; no edit carries the code; or it is not a refusal. The report has counts and sums only.

    \b
    Example:
      claims-worker answers --claims sent.jsonl --answers payers.835 payers.277

    \b
    Exit codes:
      0  all answers read
      1  some answers could not be read; the report covers the others
      2  invalid argument, setting or file
    """
    ordinary = _ordinary(ordinary_reasons)
    try:
        rulebook = chosen_rulebook(profile_name)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    maker, claims = SentClaimMaker(rulebook), SentClaims()
    rejections = CorrectedRejections()
    lost = False
    try:
        for file in rejected_files:
            for outcome in _outcomes(file, rulebook, "reading rejections"):
                rejections.reject(outcome)
        for file in claim_files:
            for outcome in _outcomes(file, rulebook, "reading claims"):
                claim = maker.make(outcome)
                if claims.add(claim):
                    rejections.send(outcome, claim)
        if claims.is_empty:
            raise InputMissing("--claims: no claims in these files")
        join = AnswersJoin(claims, ordinary, listed=listed)
        for file in answer_files:
            notes = Counter[AnswerNote]()
            with progress_line("reading answers") as progress:
                for one in tracked(_answers(file, notes), progress):
                    join.add(one)
            for note, count in notes.items():
                times = f" ({count:,} times)" if count > 1 else ""
                click.echo(printable(f"{file}: {ANSWER_NOTES[note]}{times}"), err=True)
            lost = lost or not NOT_READ.isdisjoint(notes)
        if join.is_empty:
            raise InputMissing("--answers: no 835 or 277CA (005010X214) in these files")
    except InputMissing as missing:
        end_with(COULD_NOT_RUN, printable(str(missing)))
    report = join.report(rejections.rows if rejected_files else None)
    report = report if internal else merge_small_cells(report)
    if form == "json":
        click.echo(json.dumps(answers_form(report, listed=listed), ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(write_answers_csv(report, listed=listed), nl=False)
    else:
        print_answers(make_console(), report, listed=listed)
    sys.exit(SOME_REFUSED if lost else 0)


def _ordinary(given: str | None) -> frozenset[str]:
    if given is None:
        return ORDINARY
    found = frozenset(part.strip().upper() for part in given.split(",") if part.strip())
    for one in sorted(found):
        if _CARC.fullmatch(one) is None:
            end_with(COULD_NOT_RUN, f"--ordinary-reasons: must be CARCs such as 1,2,45 (got {one!r})")
    return found


def _outcomes(file: str, rulebook: Rulebook, what: str) -> Iterator[Outcome]:
    unreadable = Counter[str]()
    with progress_line(what) as progress:
        yield from tracked(read_sent_file(file, rulebook, partial(unreadable.update, ("",))), progress)
    if count := unreadable.total():
        click.echo(printable(f"{file}: {counted(count, 'record')} without a claim; left out"), err=True)


def _answers(file: str, notes: Counter[AnswerNote]) -> Iterator[Answer | ProviderAdjustment]:
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as opened:
            heads = [opened.read(_HEAD)]
            if not heads[0]:
                raise InputMissing(f"{file}: empty file")
            if not is_x12(heads[0]):
                raise InputMissing(f"{file}: not an X12 file; expected 835 or 277CA")
            yield from read_answers(partial(_read, opened, heads), lambda note: notes.update((note,)))
    except OSError as error:
        raise InputMissing(f"{file}: {error.strerror or 'cannot be read'}") from None


def _read(opened: IO[bytes], heads: list[bytes], most: int) -> bytes:
    return heads.pop() if heads else opened.read(most)
