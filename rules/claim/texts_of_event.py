"""Lists the texts and addresses of a claim with their parties, so that edits can check each of them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rules.texts.fields import TEXT_FIELDS, TextField, fields_with_texts, record_in
from rules.texts.parties import PARTIES, Party
from schemas import encounter as event
from schemas.records import field_types, wire_name
from schemas.value import value


@value
class EventText:
    """A text of the event that goes to the payer."""

    path: str
    text: str
    field: TextField
    party: Party

    @property
    def what(self) -> str:
        """The field and the party, never the text itself: `last name of the patient`."""
        whose = PARTIES[self.party].words
        return f"{self.field.label} of the {whose}" if whose else self.field.label


@value
class EventAddress:
    """An address of the event."""

    path: str
    address: event.Address
    party: Party

    @property
    def whose(self) -> str:
        """The party: `patient`."""
        return PARTIES[self.party].words


@value
class EventTexts:
    """The texts and addresses of an event, in its order; both are empty if all are certainly sendable."""

    texts: tuple[EventText, ...] = ()
    addresses: tuple[EventAddress, ...] = ()


NO_TEXTS: Final = EventTexts()
_PARTIES: Final[Mapping[tuple[type[Any], str], Party]] = {
    (event.EncounterEvent, "patient"): "patient",
    (event.EncounterEvent, "billing_provider"): "billing",
    (event.EncounterEvent, "pay_to_address"): "pay-to",
    (event.EncounterEvent, "attending_provider"): "attending",
    (event.EncounterEvent, "operating_provider"): "operating",
    (event.Coverage, "subscriber"): "other-subscriber",
    (event.Ambulance, "pickup"): "pick-up",
    (event.Ambulance, "dropoff"): "drop-off",
}
_BOTH_LEVELS: Final[Mapping[str, Party]] = {
    "rendering_provider": "rendering",
    "referring_provider": "referring",
    "ordering_provider": "ordering",
    "supervising_provider": "supervising",
    "service_facility": "service_facility",
}


def texts_of_event(encounter: event.EncounterEvent) -> EventTexts:
    """The texts and addresses of an event after the repairs."""
    texts: list[EventText] = []
    addresses: list[EventAddress] = []
    _gather(encounter, "", "claim", encounter.billed_coverage, texts, addresses)
    return EventTexts(texts=tuple(texts), addresses=tuple(addresses))


def fields_with_parties() -> Iterator[tuple[TextField, Party]]:
    """Every text field with each party whose text it can hold, in the order of the event, each once."""
    yield from dict.fromkeys(_fields_of(event.EncounterEvent, "claim"))


def address_parties() -> tuple[Party, ...]:
    """Every party whose address an event can have, in its order."""
    return tuple(dict.fromkeys(party for field, party in fields_with_parties() if field.kind == "place"))


def _fields_of(cls: type[Any], party: Party) -> Iterator[tuple[TextField, Party]]:
    for name in fields_with_texts(cls):
        record = record_in(field_types(cls)[name])
        if record is None:
            yield TEXT_FIELDS[cls, name], party
        else:
            inner = _party(cls, name, party)
            yield from _fields_of(record, inner)
            if inner == "other-subscriber":
                yield from _fields_of(record, "subscriber")


def _party(cls: type[Any], name: str, party: Party) -> Party:
    """The party of a record in a field: its own, else that of the record around it."""
    return _PARTIES.get((cls, name)) or _BOTH_LEVELS.get(name) or party


def _gather(
    part: Any,
    path: str,
    party: Party,
    billed: int | None,
    texts: list[EventText],
    addresses: list[EventAddress],
) -> None:
    """Every text and address of a record, in its order; `billed` is None within other coverages."""
    cls: Any = type(part)
    if cls is event.Address:
        addresses.append(EventAddress(path=path, address=part, party=party))
    for name in fields_with_texts(cls):
        here = getattr(part, name)
        if here is None or here == ():
            continue
        at = f"{path}.{wire_name(name)}" if path else name
        field = TEXT_FIELDS.get((cls, name))
        if field is not None:
            if isinstance(here, str):
                texts.append(EventText(path=at, text=here, field=field, party=party))
            else:
                texts += [
                    EventText(path=f"{at}[{index}]", text=one, field=field, party=party)
                    for index, one in enumerate(here)
                ]
            continue
        whose = _party(cls, name, party)
        if whose == "other-subscriber" and billed is not None:
            whose = "subscriber"
        if not isinstance(here, tuple):
            _gather(here, at, whose, billed, texts, addresses)
            continue
        for index, one in enumerate(here):
            theirs = billed if name != "coverages" or index == billed else None
            _gather(one, f"{at}[{index}]", whose, theirs, texts, addresses)
