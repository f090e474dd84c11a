"""`claims-worker outcomes`: what became of an encounter."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Final, Literal, get_args

import click
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from rules.repairs.claim_id import claim_id_of
from schemas.encounter import ClaimForm
from schemas.json_form import to_json
from workers.cli.format_option import FORMAT
from workers.cli.progress_line import progress_line
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, expect_broker, settings_or_exit
from workers.cli.show_outcome import counted, make_console, printable, show_outcome
from workers.cli.since_option import SINCE
from workers.outcomes.found import Found, FoundClaim, NoClaim, Version
from workers.pipeline.outcome import Ready
from workers.settings.settings import Settings, SettingsError

NOT_FOUND: Final = 1
_FORMS: Final[tuple[ClaimForm, ...]] = get_args(ClaimForm)
_SHOWN_VERSIONS: Final = 20
_PLACE: Final = re.compile(r"([A-Za-z0-9._-]+):(0|[1-9][0-9]{0,8}):(0|[1-9][0-9]{0,17})")


@click.group(short_help="Show what became of an encounter.")
def outcomes() -> None:
    """Show what became of an encounter: its claim or rejection, and all versions."""


def _read_claim_id(_: click.Context, option: click.Parameter, given: str | None) -> str | None:
    try:
        return None if given is None else str(uuid.UUID(given))
    except ValueError:
        raise click.BadParameter("must be a UUID, the key of the outcome topics", param=option) from None


def _read_place(_: click.Context, option: click.Parameter, given: str | None) -> tuple[str, int, int] | None:
    if given is None:
        return None
    found = _PLACE.fullmatch(given)
    if found is None:
        raise click.BadParameter(
            f"must be a topic, a partition and an offset such as encounters.v1:2:1071 (got {given!r})", param=option
        )
    return found[1], int(found[2]), int(found[3])


@outcomes.command("show", short_help="Show the outcome of an encounter.")
@click.option("--source", metavar="SOURCE", help="Source system of the encounter.")
@click.option("--encounter", metavar="ID", help="Encounter ID, with --source.")
@click.option("--claim-form", type=click.Choice(_FORMS), help="Only this form, with --encounter. Both if not given.")
@click.option(
    "--coverage",
    "coverages",
    metavar="N",
    multiple=True,
    default=(0,),
    show_default=True,
    type=click.IntRange(0, 99),
    help="Billed coverage, with --encounter: 0 is the first (repeatable).",
)
@click.option("--claim-id", metavar="UUID", callback=_read_claim_id, help="Claim ID.")
@click.option(
    "--at",
    "place",
    metavar="TOPIC:PARTITION:OFFSET",
    callback=_read_place,
    help="Position of the event or of an outcome.",
)
@SINCE
@click.option("--all-partitions", is_flag=True, help="Read all partitions, not only those of the key.")
@click.option(
    "--seconds", metavar="N", default=60, show_default=True, type=click.IntRange(1, 86_400), help="Time for reading."
)
@click.option("--show-values", is_flag=True, help="Also print the encounter, with patient data.")
@FORMAT
def show(
    source: str | None,
    encounter: str | None,
    claim_form: ClaimForm | None,
    coverages: tuple[int, ...],
    claim_id: str | None,
    place: tuple[str, int, int] | None,
    since_ms: int | None,
    form: Literal["text", "json"],
    seconds: int,
    *,
    all_partitions: bool,
    show_values: bool,
) -> None:
    """Show the newest version of a claim over both outcome topics, its findings, and its history.

    Name the encounter with --source and --encounter, with --claim-id, or with --at. Only the partitions of its key are
    read. If partitions were added to the topics later, --all-partitions finds older versions.

    \b
    Exit codes:
      0  found
      1  no outcome found
      2  invalid argument or setting
      4  broker unavailable, access refused, or not everything was read in time
    """
    chosen = [encounter is not None or source is not None, claim_id is not None, place is not None]
    if sum(chosen) != 1 or (encounter is None) != (source is None):
        end_with(COULD_NOT_RUN, "name the encounter with --source and --encounter, with --claim-id, or with --at")
    settings = settings_or_exit(require_broker=True)
    expect_broker(settings)
    if source is not None and encounter is not None:
        forms = _FORMS if claim_form is None else (claim_form,)
        ids = [claim_id_of(source, encounter, one, coverage) for one in forms for coverage in coverages]
    elif claim_id is not None:
        ids = [claim_id]
    else:
        ids = []
    found = _find(settings, tuple(ids), place, since_ms, seconds, all_partitions=all_partitions)
    if isinstance(found, NoClaim):
        end_with(NOT_FOUND, found.words)
    if form == "json":
        from workers.outcomes.write_found import write_found

        click.echo(json.dumps(write_found(found, show_values=show_values)))
    else:
        console = make_console()
        for claim in found.claims:
            console.print(_show_claim(claim, show_values=show_values))
    if not found.complete:
        end_with(
            GAVE_UP,
            f"not everything was read in {counted(seconds, 'second')}: there may be a newer version; "
            "use --seconds to read longer, or --since to begin later",
        )
    if not found.claims:
        elsewhere = "" if all_partitions else "; --all-partitions also finds what was written to other partitions"
        others = "; bills to other coverages have other claim IDs: --coverage 1" if encounter is not None else ""
        end_with(NOT_FOUND, f"no outcome found: not processed yet, or deleted by compaction{elsewhere}{others}")


def _find(
    settings: Settings,
    claim_ids: tuple[str, ...],
    place: tuple[str, int, int] | None,
    since_ms: int | None,
    seconds: int,
    *,
    all_partitions: bool,
) -> Found | NoClaim:
    # Import late: they load the Kafka client.
    from schemas.schema_source import RegistryRefused, RegistryUnavailable
    from workers.kafka.reader import NotRead
    from workers.outcomes.claim_at import claim_at
    from workers.outcomes.find_claims import find_claims
    from workers.outcomes.search import Search

    try:
        if place is not None:
            claim = claim_at(settings, *place)
            if isinstance(claim, NoClaim):
                return claim
            claim_ids = (claim,)
        search = Search(claim_ids=claim_ids, seconds=seconds, since_ms=since_ms, everywhere=all_partitions)
        with progress_line("reading outcomes") as progress:
            return find_claims(settings, search, progress)
    except (NotRead, TimeoutError, RegistryUnavailable, RegistryRefused) as failed:
        end_with(GAVE_UP, str(failed))
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)


def _show_claim(claim: FoundClaim, *, show_values: bool) -> RenderableType:
    if claim.current is None or claim.content is None:
        words = "ERASED    by tombstones" if claim.current is None else "UNREADABLE  written by a newer version"
        return Group(Text(f"{words}  claim {claim.claim_id}"), *_history(claim.versions), "")
    content = claim.content.claim if isinstance(claim.content, Ready) else claim.content.rejection
    origin = content.provenance
    lines = [f"event     {origin.event_id} at {origin.topic}:{origin.partition}:{origin.offset}"]
    if origin.processed_at is not None:
        processed = origin.processed_at.isoformat(timespec="seconds")
        lines.append(f"processed {processed} by version {origin.worker_version}, edit catalog {origin.catalogue}")
    details = Padding(Text("\n".join(map(printable, lines)), style="dim"), (0, 0, 0, 2), expand=False)
    parts: list[RenderableType] = [show_outcome(claim.current.place, claim.content), details, *_history(claim.versions)]
    if show_values:
        parts.append(Text(json.dumps(to_json(content.encounter, omit_absent=True), indent=1)))
    return Group(*parts, "")


def _history(versions: tuple[Version, ...]) -> Iterator[RenderableType]:
    from workers.outcomes.write_found import instant

    for version in versions[:_SHOWN_VERSIONS]:
        number = "" if version.claim_version is None else f"v{version.claim_version}"
        line = f"{number:<9} {version.outcome:<10} {instant(version.timestamp_ms) or 'no time':<25}  {version.place}"
        yield Padding(Text(line), (0, 0, 0, 2), expand=False)
    if len(versions) > _SHOWN_VERSIONS:
        more = counted(len(versions) - _SHOWN_VERSIONS, "older version")
        yield Padding(Text(f"and {more} (--format json lists them)", style="dim"), (0, 0, 0, 2), expand=False)
