"""A fact keeps what is on its list, and of a person only keys, bands and codes of closed sets."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import duckdb
import pytest
from deltalake import DeltaTable, write_deltalake

from schemas.claim import ClaimReady
from schemas.json_form import parse_json, read_encounter
from schemas.records import bare_type, field_types, wire_name
from schemas.rejection import ClaimRejected
from schemas.samples import situations
from schemas.sources import read_source
from workers.build_processor import build_rulebook
from workers.insight.columns import FACT_COLUMNS, Column
from workers.insight.fact_table import fact_schema, fact_table
from workers.insight.facts import Place, Row, facts_of, unreadable
from workers.insight.keys import Keys, read_keys
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import check_encounter
from workers.settings.settings import Settings

KEYS = Keys(secret=b"a secret of at least 32 characters")
PLACE = Place(topic="claims.ready.v1", partition=2, offset=71)


def made(hint: Any, path: str, changed: str | None) -> Any:
    """A value of this type with every field set; the field at `changed` has another value than otherwise."""
    other = path == changed
    if is_dataclass(hint) and isinstance(hint, type):
        inner = {name: made(each, f"{path}.{wire_name(name)}", changed) for name, each in field_types(hint).items()}
        return hint(**inner)
    if get_origin(hint) is tuple:
        item = bare_type(get_args(hint)[0])
        number = 0 if path.endswith(".sensitivity") and not other else 1
        return tuple(made(item, path, changed if not path.endswith(".sensitivity") else None) for _ in range(number))
    if get_origin(hint) is Literal:
        return get_args(hint)[1 if other else 0]
    if path.endswith(".birth_date"):
        return dt.date(1931, 3, 5) if other else dt.date(1971, 2, 3)
    if path.endswith("_date") and ".death" in path:
        return dt.date(2026, 6, 7) if other else None
    if path.endswith(".state"):
        return "WI" if other else "IL"
    if path.endswith(".country"):
        return "CA" if other else "US"
    values: dict[Any, tuple[Any, Any]] = {
        str: (f"canary-{path}", f"other-{path}"),
        int: (0, 1),
        bool: (False, True),
        Decimal: (Decimal("1.00"), Decimal("2.00")),
        dt.date: (dt.date(2026, 5, 6), dt.date(2026, 5, 7)),
        dt.datetime: (dt.datetime(2026, 5, 8, tzinfo=dt.UTC), dt.datetime(2026, 5, 9, tzinfo=dt.UTC)),
    }
    return values[hint][other]


def leaves(hint: Any, path: str) -> Iterator[str]:
    if is_dataclass(hint) and isinstance(hint, type):
        for name, each in field_types(hint).items():
            yield from leaves(each, f"{path}.{wire_name(name)}")
    elif get_origin(hint) is tuple:
        yield from leaves(bare_type(get_args(hint)[0]), path)
    else:
        yield path


def is_of_a_person(path: str) -> bool:
    """Whether the schemas mark the field, or one above it, with `phi`."""
    record, *names = path.split(".")
    for name in names:
        field = next(each for each in read_source(record)["fields"] if each["name"] == name)
        if field.get("phi"):
            return True
        record = next(iter(re.findall(r"claims\.v1\.(\w+)", json.dumps(field["type"]))), "")
    return False


def changed_columns(before: Row, cls: type[Any], path: str) -> set[str]:
    after = facts_of(made(cls, cls.__name__, path), KEYS, PLACE)
    return {name for name, held in before.items() if after[name] != held}


@pytest.mark.parametrize("cls", [ClaimReady, ClaimRejected])
def test_a_person_reaches_a_fact_as_keys_bands_and_closed_codes_only(cls: type[Any]) -> None:
    """Of all fields with the `phi` mark only these change a row, and each only the columns named here."""
    root = cls.__name__
    marked = [path for path in leaves(cls, root) if is_of_a_person(path)]
    assert len(marked) > 40
    before = facts_of(made(cls, root, None), KEYS, PLACE)
    changes = {path.removeprefix(f"{root}."): changed_columns(before, cls, path) for path in marked}
    reached = {path: columns for path, columns in changes.items() if columns}
    assert reached.pop("encounter.sensitivity") > {"claim_id", "kind", "lines", "person_key"}
    assert reached == {
        "claim_id": {"claim_id"},  # itself a pseudonym
        "encounter.patient.patient_id": {"person_key"},
        "encounter.patient.birth_date": {"age_band", "member_key"},
        "encounter.patient.sex": {"sex"},
        "encounter.patient.death_date": {"deceased"},
        "encounter.patient.address.state": {"state"},
        "encounter.patient.address.country": {"state"},
        "encounter.coverages.member_id": {"member_key"},
    }


@pytest.mark.parametrize("cls", [ClaimReady, ClaimRejected])
def test_no_text_about_a_person_is_in_a_fact(cls: type[Any]) -> None:
    """A text in any field with the `phi` mark, also in the state, is nowhere in the row, and no message is."""
    root = cls.__name__
    outcome = made(cls, root, None)
    patient = outcome.encounter.patient
    free_text = replace(patient, address=replace(patient.address, state="Ada Sample"))
    outcome = replace(outcome, encounter=replace(outcome.encounter, patient=free_text))
    row = repr(facts_of(outcome, KEYS, PLACE))
    assert "Ada Sample" not in row
    found = {path for path in leaves(cls, root) if f"canary-{path}'" in row}
    assert {path for path in found if is_of_a_person(path)} == {f"{root}.claim_id"}
    assert not [path for path in found if path.endswith((".message", ".suggestion", ".field", ".description"))]
    assert f"{root}.encounter.source_system" in found


def test_of_an_encounter_with_a_sensitivity_label_only_its_place_is_kept() -> None:
    """A row says that something is withheld at an offset, and nothing else."""
    outcome = made(ClaimReady, "ClaimReady", "ClaimReady.encounter.sensitivity")
    kept = {name: held for name, held in facts_of(outcome, KEYS, PLACE).items() if held}
    assert kept == {"topic": "claims.ready.v1", "partition": 2, "offset": 71, "kind": "withheld"}
    assert {name: held for name, held in unreadable(PLACE).items() if held} == kept | {"kind": "unreadable"}


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2026-05-06", "00-04"),
        ("2021-05-07", "00-04"),
        ("2021-05-06", "05-09"),
        ("1936-05-07", "85-89"),
        ("1936-05-06", "90+"),
        ("1901-01-01", "90+"),
        ("2026-05-07", None),
    ],
)
def test_an_age_is_a_band_of_five_years(born: str, band: str | None) -> None:
    """The age on the from date decides; nobody above 89 has an age; before birth there is none."""
    outcome = made(ClaimReady, "ClaimReady", None)
    patient = replace(outcome.encounter.patient, birth_date=dt.date.fromisoformat(born))
    outcome = replace(outcome, encounter=replace(outcome.encounter, patient=patient))
    assert facts_of(outcome, KEYS, PLACE)["age_band"] == band


def test_keys_tell_purposes_parts_and_secrets_apart() -> None:
    """No shift of a character from one part to the next gives the same key, and no other secret does."""
    assert KEYS.key("person", "a", "bc") == KEYS.key("person", "a", "bc")
    others = [("person", "ab", "c"), ("member", "a", "bc"), ("person", 'a", "bc')]
    assert KEYS.key("person", "a", "bc") not in [KEYS.key(purpose, *parts) for purpose, *parts in others]
    assert Keys(secret=b"another secret of 32 characters!").key("person", "a", "bc") != KEYS.key("person", "a", "bc")
    assert len(KEYS.key("person", "a")) == 16


def test_a_key_file_must_hold_a_long_secret(tmp_path: Any) -> None:
    """A short secret could be guessed; the error says how long it is and not what it is."""
    file = tmp_path / "key"
    file.write_text("hunter2\n")
    with pytest.raises(ValueError, match=r"at least 32 characters \(got 7\)") as refused:
        read_keys(str(file))
    assert "hunter2" not in str(refused.value)
    file.write_text("0123456789abcdef0123456789abcdef\n")
    assert read_keys(str(file)).fingerprint() == Keys(secret=b"0123456789abcdef0123456789abcdef").fingerprint()


def rows_of_samples() -> list[Row]:
    rulebook = build_rulebook(Settings(schemas="embedded"))
    rows = [unreadable(PLACE)]
    for offset, text in enumerate(situations().values()):
        outcome = check_encounter(read_encounter(parse_json(text)), rulebook)
        assert not isinstance(outcome, DeadLetter)
        content = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
        rows.append(facts_of(content, KEYS, Place(topic=None, partition=0, offset=offset)))
    return rows


def test_facts_come_back_from_arrow_and_delta_as_they_were(tmp_path: Any) -> None:
    """Dates, instants, amounts, keys and lists survive the table, the store and the query."""
    rows = rows_of_samples()
    table = fact_table(rows)
    write_deltalake(tmp_path / "facts", table)
    stored = duckdb.read_parquet(DeltaTable(tmp_path / "facts").file_uris()).order('kind desc, "offset"')
    names = stored.columns
    assert names == [column.name for column in FACT_COLUMNS]
    read = [dict(zip(names, each, strict=True)) for each in stored.fetchall()]
    assert read == rows
    assert table.schema == fact_schema()
    assert fact_table([]).num_rows == 0


def test_every_column_says_what_it_holds() -> None:
    """Each meaning is one sentence, and `facts_of` gives the columns in their order."""

    def check(columns: tuple[Column, ...]) -> None:
        for column in columns:
            assert column.meaning.endswith(".")
            assert bool(column.rows) + column.several <= 1
            check(column.rows)

    check(FACT_COLUMNS)
    row = facts_of(made(ClaimReady, "ClaimReady", None), KEYS, PLACE)
    assert list(row) == [column.name for column in FACT_COLUMNS]
    for column in FACT_COLUMNS:
        if column.rows:
            assert all(list(each) == [inner.name for inner in column.rows] for each in row[column.name])
