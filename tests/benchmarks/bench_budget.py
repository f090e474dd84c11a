"""`make bench-budget`: what the largest events cost, in CPU and memory, with a table of every kind loaded.

Each event is filled until it has 1 MiB or 10,000 list items, the most that a record may have; each runs in a process of
its own. The budget is one second of CPU and 300 MB. `--seeds N` adds N events that a search makes, `--json` the same
events as JSON of at most 1 MiB.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.load_profiles import load_profiles
from rules.tables.table_folder import open_tables
from schemas import encounter as event
from schemas.codec import MAX_EVENT_BYTES, encode_encounter, ready_encoder, rejected_encoder
from schemas.json_form import parse_json, read_encounter, to_json
from schemas.misfits.misfit import NotAnEncounter
from schemas.schema_source import EmbeddedSchemas
from schemas.wire import MAX_ARRAY_ITEMS
from tests.benchmarks.every_table import load_every_table
from tests.benchmarks.frames import sample_events
from tests.budget.long_lists import ANY, Item, ListPath, every_list, items_of, with_list
from tests.budget.random_shapes import random_shape
from tests.budget.worst_shapes import WORST, sample, worst_shape
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import Rulebook, check_encounter, process_encounter
from workers.processes.slot_work import tune_garbage_collection

Fill: TypeAlias = Callable[[int], event.EncounterEvent]
"""The event with so many items."""

BUDGET_S: Final = 1.0
BUDGET_MB: Final = 300
_PROVIDERS: Final = (
    "rendering_provider",
    "referring_provider",
    "ordering_provider",
    "supervising_provider",
    "service_facility",
)
_TEXTS: Final = {
    "accents": "e" + "\u0345\u0327" * 250_000,
    "marks in two classes": "e" + "\u0345" * 250_000 + "\u0327" * 250_000,
    "dashes": "\u2013" * 340_000,
    "blanks": " a" * 500_000,
    "delimiters": "*~" * 500_000,
    "digits": "9" * 1_000_000,
    "box": "p" + "." * 1_000_000,
}


def long_lists() -> Iterator[tuple[str, Fill]]:
    """Every list, filled in every way."""
    for name in ("secondary-to-medicare", "inpatient-stay", "hospital-outpatient-visit"):
        for path in every_list():
            for way, item in items_of(path).items():
                yield f"{name}, {'.'.join(path)} {way}", partial(_with_list, name, path, item)


def _with_list(name: str, path: ListPath, item: Item, count: int) -> event.EncounterEvent:
    made: event.EncounterEvent = with_list(sample(name), path, count, item)
    return made


def dense_lines() -> Iterator[tuple[str, Fill]]:
    """Lines with five providers each, whose every text is the same."""
    for words, text in (("empty", ""), ("blank", " "), ("a delimiter", "~"), ("small", "x"), ("absent", None)):
        names = ("npi", "organization_name", "first_name", "middle_name", "last_name", "suffix", "taxonomy_code")
        provider = event.Provider(**dict.fromkeys((*names, "tax_id", "phone"), text))
        bare = replace(ANY[event.ServiceLine](1), modifiers=(), diagnosis_pointers=(), adjudications=())
        line = replace(bare, **dict.fromkeys(_PROVIDERS, provider))
        for name in ("office-visit-medicare", "hospital-outpatient-visit"):
            yield f"{name}, lines with five providers of {words} texts", partial(_with_lines, name, line)


def _with_lines(name: str, line: event.ServiceLine, count: int) -> event.EncounterEvent:
    return replace(sample(name), service_lines=(line,) * count)


def long_texts() -> Iterator[tuple[str, Fill]]:
    """One text of a megabyte."""
    base = sample("office-visit-medicare")
    for words, text in _TEXTS.items():
        for what, made in (
            ("name", replace(base, patient=replace(base.patient, last_name=text))),
            ("note", replace(base, claim_note=text)),
            ("code", replace(base, diagnoses=(replace(base.diagnoses[0], code=text),))),
        ):
            yield f"a {what} of {words}", partial(_as_it_is, made)


def _as_it_is(made: event.EncounterEvent, count: int) -> event.EncounterEvent:
    return made


def events(seeds: int) -> Iterator[tuple[str, Fill]]:
    """What is measured."""
    yield from long_lists()
    yield from dense_lines()
    yield from long_texts()
    for edit in WORST:
        yield f"the worst of {edit}", partial(worst_shape, edit)
    for seed in range(seeds):
        yield f"the search's {seed}", random_shape(seed)


def largest(fill: Fill, most_bytes: int, size: Callable[[event.EncounterEvent], int]) -> event.EncounterEvent:
    """The event with as many items as fit."""
    low, high = 1, MAX_ARRAY_ITEMS - 60
    while low < high:
        middle = (low + high + 1) // 2
        made = fill(middle)
        fits = size(made) <= most_bytes and _items(made) <= MAX_ARRAY_ITEMS
        low, high = (middle, high) if fits else (low, middle - 1)
    return fill(low)


def _items(part: Any) -> int:
    if isinstance(part, tuple):
        return len(part) + sum(_items(item) for item in part)
    names = getattr(type(part), "__slots__", ())
    return (
        sum(_items(getattr(part, name)) for name in names) if names and type(part).__module__ == event.__name__ else 0
    )


def _peak_mb() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


def _judge(frame: bytes, rulebook: Rulebook) -> tuple[float, str]:
    begun = time.process_time()
    outcome = process_encounter(frame, rulebook)
    return time.process_time() - begun + _encode(outcome), _words(outcome)


def _judge_json(text: str, rulebook: Rulebook) -> tuple[float, str]:
    begun = time.process_time()
    try:
        outcome = check_encounter(read_encounter(parse_json(text)), rulebook)
    except NotAnEncounter as fault:
        return time.process_time() - begun, f"unreadable: {fault.reason}"
    json.dumps(to_json(outcome.claim if isinstance(outcome, Ready) else getattr(outcome, "rejection", None)))
    return time.process_time() - begun, _words(outcome)


def _encode(outcome: Any) -> float:
    begun = time.process_time()
    if isinstance(outcome, Ready):
        ready_encoder().encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
    elif not isinstance(outcome, DeadLetter):
        rejected_encoder().encode(outcome.rejection, outcome.rejection.encounter, outcome.canonical_body)
    return time.process_time() - begun


def _words(outcome: Any) -> str:
    if isinstance(outcome, DeadLetter):
        return f"dead letter: {outcome.reason}"
    return f"{len((outcome.claim if isinstance(outcome, Ready) else outcome.rejection).findings):,} findings"


def _measure(sent: bytes | str, rulebook: Rulebook, answer: Any) -> None:
    """In a process of its own, so that its peak of memory is this event's."""
    Path("/proc/self/clear_refs").write_text("5")
    seconds, words = _judge_json(sent, rulebook) if isinstance(sent, str) else _judge(sent, rulebook)
    answer.send((seconds, _peak_mb(), words))


def measure(sent: bytes | str, rulebook: Rulebook) -> tuple[float, int, str]:
    """Seconds of CPU, the process's peak of memory in MB, and what became of it."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_measure, args=(sent, rulebook, there))
    child.start()
    found: tuple[float, int, str] = here.recv()
    child.join()
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 if anything is beyond the budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=0, help="events of the search")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--all", action="store_true", help="print every event, not only the worst of them")
    chosen = parser.parse_args(arguments)
    catalogue = load_catalogue()
    profiles = load_profiles(catalogue)
    strict = replace(profiles.by_name["strict"], severity=dict.fromkeys(catalogue, "REJECT"), allow_waivers=True)
    with tempfile.TemporaryDirectory() as folder:
        tables = open_tables(load_every_table(Path(folder), sample_events()))
    rulebook = Rulebook(
        schemas=EmbeddedSchemas(),
        engine=Engine(catalogue),
        profiles=profiles,
        tables=tables,
        only_profile=strict,
    )
    process_encounter(encode_encounter(sample("office-visit-medicare")), rulebook)
    tune_garbage_collection()
    found = []
    for name, fill in events(chosen.seeds):
        if chosen.json:
            made = largest(fill, MAX_EVENT_BYTES, lambda one: len(json.dumps(to_json(one, omit_absent=True))))
            sent: bytes | str = json.dumps(to_json(made, omit_absent=True))
        else:
            sent = encode_encounter(largest(fill, MAX_EVENT_BYTES, lambda one: len(encode_encounter(one))))
        if len(sent) <= MAX_EVENT_BYTES:
            found.append((*measure(sent, rulebook), len(sent), name))
    found.sort(reverse=True)
    for seconds, peak, words, size, name in found if chosen.all else found[:20]:
        sys.stdout.write(f"{seconds * 1000:7,.0f} ms {peak:5} MB {size:10,} bytes  {name}: {words}\n")
    worst_s, worst_mb = max(each[0] for each in found), max(each[1] for each in found)
    sys.stdout.write(f"{len(found)} events: at most {worst_s * 1000:,.0f} ms of CPU and {worst_mb} MB\n")
    return int(worst_s > BUDGET_S or worst_mb > BUDGET_MB)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
