"""`claims-worker claims erase`: tombstones for claims, so that no copy of the outcome topics keeps them."""

import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, get_args

import click

from rules.repairs.claim_id import claim_id_of
from schemas.encounter import ClaimForm
from workers.cli.progress_line import progress_line
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, expect_broker, settings_or_exit
from workers.cli.show_outcome import counted

if TYPE_CHECKING:
    from workers.outcomes.held_claims import HeldClaim

NOT_FOUND: Final = 1
_MOST: Final = 1_000
"""Claims of one run: they are erased in one transaction."""
_MOST_BYTES: Final = _MOST * 64
_COVERAGES: Final = range(100)
_SHOWN: Final = 20


@click.group(short_help="Erase claims.")
def claims() -> None:
    """Erase claims from the outcome topics."""


@claims.command("erase", short_help="Erase claims from the outcome topics.")
@click.option("--claim-id", "given", metavar="UUID", multiple=True, help="Claim ID (repeatable).")
@click.option("--claim-ids", "file", metavar="FILE", help="File of claim IDs, one a line; - is standard input.")
@click.option("--source", metavar="SOURCE", help="Source system of the encounters.")
@click.option(
    "--encounter", "encounters", metavar="ID", multiple=True, help="Encounter ID, with --source (repeatable)."
)
@click.option("--confirm", is_flag=True, help="Erase. Without it, only show what would be erased.")
def erase(
    given: tuple[str, ...], file: str | None, source: str | None, encounters: tuple[str, ...], *, confirm: bool
) -> None:
    """Write tombstones for claims to both outcome topics, in one transaction.

    Name claims with --claim-id or --claim-ids, or all claims of encounters with --source and --encounter. Without
    --confirm nothing is written; with it, claims named by their ID are erased even if no outcome of them is found.
    Compaction and insight sink then delete the claims; deploy/runbook.md says when. The events stay in the input topic.

    \b
    Exit codes:
      0  erased; without --confirm, shown
      1  no outcome found of some claims
      2  invalid argument, setting or file
      4  broker unavailable, access refused, or not everything was read
    """
    if bool(encounters) != (source is not None):
        end_with(COULD_NOT_RUN, "name encounters with both --source and --encounter")
    named = dict.fromkeys((*map(_claim_id, given), *(_read_ids(file) if file is not None else ())))
    of_encounters = [
        [claim_id_of(source, encounter, form, coverage) for form in get_args(ClaimForm) for coverage in _COVERAGES]
        for encounter in encounters
        if source is not None
    ]
    if not named and not of_encounters:
        end_with(COULD_NOT_RUN, "name claims with --claim-id, --claim-ids, or --source and --encounter")
    if len(named) + len(of_encounters) > _MOST:
        end_with(COULD_NOT_RUN, f"too many at once: name at most {_MOST:,} claims and encounters")
    # Import late: they load the Kafka client.
    from workers.kafka.reader import NotRead
    from workers.kafka.write_tombstones import NotErased, write_tombstones
    from workers.outcomes.held_claims import find_held

    settings = settings_or_exit(require_broker=True)
    expect_broker(settings)
    asked = {*named, *(claim_id for ids in of_encounters for claim_id in ids)}
    try:
        with progress_line("reading outcomes") as progress:
            held = find_held(settings, asked, progress)
        chosen = sorted({*named, *held})
        for line in _lines(chosen, held):
            click.echo(line)
        if not confirm:
            click.echo(f"nothing erased: --confirm erases {counted(len(chosen), 'claim')}")
        elif chosen:
            places = {each.encode(): held[each].records for each in chosen if each in held}
            write_tombstones(settings, [each.encode() for each in chosen], places)
            click.echo(f"{counted(len(chosen), 'claim')} erased")
    except (NotRead, TimeoutError, NotErased) as failed:
        end_with(GAVE_UP, str(failed))
    missing = sum(claim_id not in held for claim_id in named)
    without = sum(not any(claim_id in held for claim_id in ids) for ids in of_encounters)
    if missing or without:
        parts = [counted(missing, "claim")] * bool(missing) + [counted(without, "encounter")] * bool(without)
        end_with(NOT_FOUND, f"no outcome found of {' and '.join(parts)}")


def _lines(chosen: list[str], held: "Mapping[str, HeldClaim]") -> Iterator[str]:
    for claim_id in chosen[:_SHOWN]:
        claim = held.get(claim_id)
        records: dict[str, int] = {}
        for (topic, _), number in claim.records.items() if claim is not None else ():
            records[topic] = records.get(topic, 0) + number
        found = ", ".join(f"{counted(number, 'outcome')} in {topic}" for topic, number in sorted(records.items()))
        yield f"{claim_id}  {found or ('no outcome found' if claim is None else 'erased before')}"
    if len(chosen) > _SHOWN:
        yield f"and {counted(len(chosen) - _SHOWN, 'other claim')}"


def _claim_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        # What was typed may be the number of a patient.
        end_with(COULD_NOT_RUN, "a claim ID must be a UUID, the key of the outcome topics")


def _read_ids(file: str) -> Iterator[str]:
    try:
        with click.open_file(file, "rb") as lines:
            content = lines.read(_MOST_BYTES + 1)
    except OSError as error:
        end_with(COULD_NOT_RUN, f"--claim-ids: cannot read {file}: {error.strerror}")
    if len(content) > _MOST_BYTES:
        end_with(COULD_NOT_RUN, f"--claim-ids: {file} is too large: name at most {_MOST:,} claims at once")
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            try:
                yield str(uuid.UUID(line.decode("ascii").strip()))
            except ValueError:
                end_with(COULD_NOT_RUN, f"--claim-ids: {file}, line {number} is not a claim ID (a UUID)")
