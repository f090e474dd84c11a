"""Whether the Java peer finds what this worker finds, so that both do the same job."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rules.catalog import load_catalogue
from rules.edit import Edit, Problem
from rules.engine.plan import Check, Plans
from rules.repairs.repair_event import repair_event
from schemas.codec import encode_encounter
from schemas.encounter import EncounterEvent
from schemas.form_path import set_at
from schemas.json_form import read_encounter
from schemas.samples import sample_form
from tests.benchmarks.peers.kafka_streams import KafkaStreamsPeer
from tests.benchmarks.rulebooks import reference_rulebook
from tests.edits.case_files import read_cases
from workers.pipeline.decode_event import decode_event
from workers.pipeline.outcome import DeadLetter
from workers.pipeline.process_encounter import Rulebook, claim_of

_Line = tuple[str, str, str]


def agreement(peer: KafkaStreamsPeer, bodies: Iterable[bytes]) -> dict[str, int]:
    """How many findings (event, edit, path) both have, and how many only one of them.

    The events are the cases of the edits and some more, all repaired before, which the peer does not do.
    """
    book = reference_rulebook()
    events = [*_cases(book), *(_event(body, book) for body in bodies)]
    events = [repair_event(event, book.profiles.choose(event).repairs).event for event in events]
    ours = set(_findings(events, book))
    theirs = {_line(*line.split(" ", 3)) for line in peer.found([encode_encounter(event) for event in events])}
    return {"edits": len({edit for _, edit, _ in ours}), "same": len(ours & theirs), "different": len(ours ^ theirs)}


def _line(number: str, edit: str, case: str, path: str) -> _Line:
    return number, edit, path


def _event(body: bytes, book: Rulebook) -> EncounterEvent:
    decoded = decode_event(body, book.schemas, len(body))
    if isinstance(decoded, DeadLetter):
        raise TypeError("an encounter that can be read is no dead letter")
    return decoded.event


def _cases(book: Rulebook) -> Iterator[EncounterEvent]:
    """The encounters of the case files of the edits that run, but for those with settings or a date of their own."""
    for edit in load_catalogue().values():
        if not any(profile.ceiling(edit) for profile in book.profiles.by_name.values()):
            continue
        for case in read_cases(edit):
            if not case.keys() & {"parameters", "profile", "as_of", "repairs", "allow_waivers"}:
                form = sample_form(case["base"])
                for path, new in (*case.get("set", {}).items(), *((path, None) for path in case.get("remove", ()))):
                    set_at(form, path, new)
                yield read_encounter(form)


def _findings(events: Sequence[EncounterEvent], book: Rulebook) -> Iterator[_Line]:
    """Everything that a check returns, before the engine suppresses or lowers any of it."""
    plans = Plans(tuple(load_catalogue().values()))
    for number, event in enumerate(events):
        profile = book.profiles.choose(event)
        claim = claim_of(repair_event(event, profile.repairs), book, profile, None)
        on_claim, on_things = plans.plan_for(claim, profile).work_for(claim)
        calls: list[tuple[Edit, Check, tuple[Any, ...]]] = [(edit, check, (claim,)) for edit, check in on_claim]
        for things, edits in on_things:
            calls += [(edit, check, (thing, claim)) for thing in things(claim) for edit, check in edits]
        for edit, check, given in calls:
            found = check(*given)
            for one in () if found is None else (found,) if isinstance(found, Problem) else found:
                yield str(number), edit.code, one.field
