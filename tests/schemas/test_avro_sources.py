"""The schemas are what the contract asks of them, and the values are what the schemas say."""

import shutil
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from schemas import claim, encounter, finding, rejection, sources
from schemas.generator import NotGenerated
from schemas.records import field_types, wire_name
from schemas.sources import AVRO_DIR, NEWEST, assemble, read_index, read_source
from tests.support.about import about

SOURCES = sorted(path.stem for path in AVRO_DIR.glob("*.avsc"))
VALUES: dict[str, Any] = {
    name: made
    for module in (encounter, finding, claim, rejection)
    for name, made in vars(module).items()
    if name in SOURCES and isinstance(made, type)
}


@pytest.fixture
def released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the released files, which the sources are compared with."""
    folder = tmp_path / "released"
    shutil.copytree(sources.RELEASED_DIR, folder)
    monkeypatch.setattr(sources, "RELEASED_DIR", folder)
    monkeypatch.setattr(sources, "INDEX_FILE", folder / "index.json")
    return folder


def test_released_files_do_not_change(released: Path) -> None:
    """A released file that was edited or deleted is named, and nothing is written."""
    (released / "ClaimReady.v1.avsc").write_text("{}")
    (released / "ClaimRejected.v1.avsc").unlink()
    with pytest.raises(NotGenerated) as refused:
        sources.GENERATOR.find_stale()
    said = str(refused.value).splitlines()
    assert "ClaimReady.v1.avsc was edited after its release" in said
    assert "ClaimRejected.v1.avsc is in the index, but the file is missing" in said


def test_a_changed_source_needs_a_new_version(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its release a source changes only with a new version, which is released beside the old one."""

    def read_changed(name: str) -> dict[str, Any]:
        source = read_source(name)
        return {**source, "doc": "Changed."} if name == "ClaimRejected" else source

    monkeypatch.setattr(sources, "read_source", read_changed)
    version, last_id = NEWEST["ClaimRejected"], len(read_index())
    with pytest.raises(NotGenerated, match=f"the sources of ClaimRejected changed after v{version} was released"):
        sources.GENERATOR.find_stale()
    monkeypatch.setattr(sources, "NEWEST", {**NEWEST, "ClaimRejected": version + 1})
    assert sources.GENERATOR.run([]) == 0
    assert {path.name for path in released.iterdir()} == {
        *(path.name for path in (AVRO_DIR / "released").iterdir()),
        f"ClaimRejected.v{version + 1}.avsc",
    }
    added = sources.read_index()[-1]
    assert (added["name"], added["version"], added["id"]) == ("ClaimRejected", version + 1, last_id + 1)
    assert sources.GENERATOR.find_stale() == []


def test_embedded_ids() -> None:
    """The embedded ids are those of the contract."""
    ids = {(entry["name"], entry["version"]): entry["id"] for entry in read_index()}
    assert ids[("EncounterEvent", 1)] == 1
    assert ids[("ClaimReady", 1)] == 2
    assert ids[("ClaimRejected", 1)] == 3


def test_every_part_is_documented() -> None:
    """Every type and every field says what it is, in the contract's namespace."""
    for name in SOURCES:
        with about(name):
            source = read_source(name)
            assert source["namespace"] == "claims.v1"
            assert source["doc"].endswith(".")
            for field in source.get("fields", ()):
                assert field["doc"].strip().endswith("."), field["name"]


def test_enums_have_a_place_for_later_symbols() -> None:
    """Every enum has UNSPECIFIED first and as its default."""
    enums = [source for name in SOURCES if (source := read_source(name))["type"] == "enum"]
    assert enums
    for source in enums:
        with about(source["name"]):
            assert source["symbols"][0] == "UNSPECIFIED"
            assert source["default"] == "UNSPECIFIED"


def test_values_have_the_fields_of_their_schema() -> None:
    """A value class has the fields, order, optionality and defaults of its schema."""
    for name, cls in VALUES.items():
        with about(name):
            _check_fields(cls, read_source(name))


def _check_fields(cls: Any, source: dict[str, Any]) -> None:
    assert [wire_name(field.name) for field in fields(cls)] == [field["name"] for field in source["fields"]]
    for field, wire in zip(fields(cls), source["fields"], strict=True):
        default = None if field.default is MISSING else list(field.default) if field.default == () else field.default
        assert (field.default is MISSING) == ("default" not in wire), field.name
        assert default == wire.get("default"), field.name
        nullable = isinstance(wire["type"], list)
        assert nullable == (type(None) in get_args(cls.__annotations__[field.name])), field.name


def test_literals_have_the_symbols_of_their_enum() -> None:
    """A closed set in the code is the enum of the schema without UNSPECIFIED."""
    for name, cls in VALUES.items():
        for attribute, hint in field_types(cls).items():
            if get_origin(hint) is Literal:
                with about(f"{name}.{attribute}"):
                    wire = next(field for field in read_source(name)["fields"] if field["name"] == wire_name(attribute))
                    kind = wire["type"][1] if isinstance(wire["type"], list) else wire["type"]
                    symbols = read_source(kind.removeprefix("claims.v1."))["symbols"]
                    assert list(get_args(hint)) == symbols[1:]


def test_what_identifies_a_person_is_marked() -> None:
    """The fields that the contract marks as identifying a person carry the mark."""
    marked = {field["name"] for field in read_source("EncounterEvent")["fields"] if field.get("phi")}
    assert marked == {
        "encounter_id",
        "patient_control_number",
        "payer_claim_control_number",
        "patient",
        "prior_authorization_number",
        "referral_number",
        "claim_note",
        "sensitivity",
    }
    others = {
        ("Coverage", "member_id"),
        ("Coverage", "subscriber"),
        ("CoverageAdjudication", "payer_claim_control_number"),
        ("Provider", "tax_id"),
        ("ServiceLine", "control_number"),
        ("ServiceLine", "description"),
        ("ServiceLine", "prior_authorization_number"),
        ("Accident", "property_casualty_claim_number"),
        ("Ambulance", "pickup"),
        ("Ambulance", "dropoff"),
        ("Attachment", "control_number"),
        ("Waiver", "reason"),
    }
    for name, attribute in others:
        assert next(field for field in read_source(name)["fields"] if field["name"] == attribute)["phi"] is True


@pytest.mark.parametrize("name", NEWEST)
def test_no_two_fields_share_a_name(name: str) -> None:
    """A released schema stands alone: every named type is defined once in it."""
    defined: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if "name" in part and part.get("type") in ("record", "enum", "fixed"):
                defined.append(part["name"])
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(assemble(name))
    assert len(defined) == len(set(defined))
