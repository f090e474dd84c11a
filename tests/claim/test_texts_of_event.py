"""The quick check of all texts of an event never spares a text on which an edit would fire."""

from dataclasses import is_dataclass, replace
from typing import Any, get_args, get_origin

import pytest

from rules.claim.texts_of_event import fields_with_parties, texts_of_event
from rules.repairs.fields import NOT_SENT
from rules.repairs.texts_are_plain import texts_are_plain
from rules.texts.fields import TEXT_FIELDS
from schemas import encounter as event
from schemas.json_form import parse_json, read_encounter
from schemas.records import bare_type, field_types
from schemas.samples import sample_text

SAMPLES = ("office-visit", "inpatient-stay", "hospital-outpatient-visit")
PROVIDER = {
    "npi": "1229629633",
    "last_name": "Doctor",
    "first_name": "Grace",
    "middle_name": "B",
    "suffix": "Jr",
    "organization_name": "Lakeview",
    "taxonomy_code": "207Q00000X",
    "tax_id": "363123456",
    "phone": "3125550142",
    "other_ids": [{"qualifier": "G2", "value": "A1"}],
    "address": {"line1": "1 O'Hare Way", "line2": "2", "city": "Chicago", "state": "IL", "postal_code": "60601"},
}
DECISION = {"group": "CO", "reason": "45", "amount": "1"}


def _full_form() -> dict[str, Any]:
    """An event with every text of every record."""
    form: dict[str, Any] = parse_json(sample_text("inpatient-stay"))
    for name, hint in field_types(event.EncounterEvent).items():
        if (event.EncounterEvent, name) in TEXT_FIELDS and name not in form:
            form[name] = ["A1"] if get_origin(hint) is tuple else "A1"
        if hint is event.Provider:
            form[name] = PROVIDER
    form["pay_to_address"] = PROVIDER["address"]
    form["patient"] = {**form["patient"], "middle_name": "B", "suffix": "Jr"}
    form["patient"]["address"] = PROVIDER["address"]
    subscriber = {name: PROVIDER[name] for name in ("first_name", "middle_name", "last_name", "suffix", "address")}
    coverage = {**form["coverages"][0], "group_number": "G", "insurance_type_code": "12", "subscriber": subscriber}
    coverage["adjudication"] = {
        "paid": "1",
        "payer_claim_control_number": "1",
        "adjustments": [DECISION],
        "remark_codes": ["N1"],
    }
    form["coverages"] = [coverage, coverage]
    line = form["service_lines"][0]
    for name, hint in field_types(event.ServiceLine).items():
        if (event.ServiceLine, name) in TEXT_FIELDS:
            line.setdefault(name, ["A1"] if get_origin(hint) is tuple else "A1")
        if hint is event.Provider:
            line[name] = PROVIDER
    line["ndc"] = {"code": "00000000001", "quantity": "1", "unit": "UN"}
    line["adjudications"] = [{"coverage": 0, "paid": "1", "adjustments": [DECISION]}]
    details = form["institutional"]
    details["occurrence_codes"] = [{"code": "11", "date": "2026-10-01"}]
    details["occurrence_spans"] = [{"code": "70", "from": "2026-10-01", "through": "2026-10-02"}]
    form["accident"] = {"state": "IL", "country": "US", "property_casualty_claim_number": "1"}
    form["ambulance"] = {"transport_reason": "A", "distance_miles": "1", "certification_codes": ["01"]}
    form["ambulance"] |= {"pickup": PROVIDER["address"], "dropoff": PROVIDER["address"]}
    form["attachments"] = [{"report_type": "OZ", "transmission_code": "EL", "control_number": "1"}]
    return form


def _texts_in(cls: Any) -> set[tuple[Any, str]]:
    found = set()
    for name, hint in field_types(cls).items():
        item = bare_type(get_args(hint)[0]) if get_origin(hint) is tuple else hint
        if item is str:
            found.add((cls, name))
        elif is_dataclass(item):
            found |= _texts_in(item)
    return found


def test_every_text_field_is_known() -> None:
    """Every text of the event has a limit and codes, or is not sent to the payer."""
    assert set(TEXT_FIELDS) | NOT_SENT == _texts_in(event.EncounterEvent)
    assert not set(TEXT_FIELDS) & NOT_SENT


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_are_plain(sample: str) -> None:
    """An ordinary event passes the quick check."""
    assert texts_are_plain(read_encounter(parse_json(sample_text(sample))))


def test_every_text_is_laid_out_with_its_path() -> None:
    """Listed in full, each text of an event appears once, with its path and its party."""
    encounter = read_encounter(_full_form())
    assert texts_are_plain(encounter)
    made = texts_of_event(encounter)
    paths = [text.path for text in made.texts]
    assert len(set(paths)) == len(paths)
    assert {(text.field, text.party) for text in made.texts} == set(fields_with_parties())
    for text in made.texts:
        here: Any = encounter
        for step in text.path.replace("[", ".").replace("]", "").split("."):
            here = here[int(step)] if step.isdigit() else getattr(here, step)
        assert here == text.text
    assert [one.party for one in made.addresses if one.path.startswith("coverages[1]")] == ["other-subscriber"]
    assert all(one.path.endswith(("address", "pickup", "dropoff")) for one in made.addresses)


BAD = ("A*B", "A\\B", "A\nB", "A\n", "\nB", "A\x00", "Ж", "é", "A" * 81, "A'B\"C\x7f", "A\u2028B")
FULL = read_encounter(_full_form())
TEXTS = texts_of_event(FULL).texts


def _with(part: Any, path: str, new: str) -> Any:
    """The same event with another text at a path."""
    if not path:
        return new
    step, _, rest = path.replace("[", ".").replace("]", "").partition(".")
    if isinstance(part, tuple):
        index = int(step)
        return (*part[:index], _with(part[index], rest, new), *part[index + 1 :])
    return replace(part, **{step: _with(getattr(part, step), rest, new)})


@pytest.mark.parametrize("bad", BAD)
def test_no_text_is_spared_that_may_be_wrong(bad: str) -> None:
    """A delimiter, a control character, another script or an overlong value is found in every field."""
    assert [text.path for text in TEXTS if texts_are_plain(_with(FULL, text.path, bad))] == []


def test_no_overlong_text_is_spared() -> None:
    """A text that the quick check spares is never longer than its field allows."""
    overlong = [(text.path, "A" * (text.field.limit + 1)) for text in TEXTS if text.field.limit is not None]
    assert len(overlong) > 50
    assert [path for path, bad in overlong if texts_are_plain(_with(FULL, path, bad))] == []
