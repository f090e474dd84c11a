"""The Python module for producers makes the same bytes and the same JSON as the worker's own classes."""

import io
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import fastavro
import pytest

from schemas.codec import HEADER_BYTES, encode_encounter
from schemas.json_form import parse_json, read_encounter, to_json
from schemas.python_module import python_module
from schemas.samples import sample_names, sample_text
from schemas.writer import READER
from tests.support.about import about


@pytest.fixture(scope="module")
def module() -> ModuleType:
    """The module, loaded without a file."""
    made = ModuleType("encounter_event")
    sys.modules[made.__name__] = made  # dataclasses look their module up
    exec(compile(python_module(), "encounter_event.py", "exec"), made.__dict__)
    return made


def _in(module: ModuleType, made: Any) -> Any:
    """A value of the worker's classes as a value of the module's."""
    if isinstance(made, tuple):
        return tuple(_in(module, item) for item in made)
    if not is_dataclass(made):
        return made
    parts = {field.name: _in(module, getattr(made, field.name)) for field in fields(made)}
    return getattr(module, type(made).__name__)(**parts)


def test_the_same_event(module: ModuleType) -> None:
    """An event built from the module's classes is the worker's, in Avro and in JSON."""
    for name in sample_names():
        with about(name):
            event = read_encounter(parse_json(sample_text(name)))
            built = _in(module, event)
            out = io.BytesIO()
            fastavro.schemaless_writer(out, READER, module.to_record(built))
            assert out.getvalue() == encode_encounter(event)[HEADER_BYTES:]
            assert module.to_json(built) == to_json(event)


def test_defaults_are_those_of_the_schema(module: ModuleType) -> None:
    """A field that is left out has the default of the schema."""
    assert module.Address(line1="1 Elm St", city="Chicago").country == "US"
    assert module.Patient(first_name="Ada", last_name="Sample").sex == "UNKNOWN"


def test_nothing_else_is_needed(tmp_path: Path) -> None:
    """The module needs nothing but the standard library and is compiled by Python on its own."""
    file = tmp_path / "encounter_event.py"
    file.write_text(python_module(), encoding="utf-8")
    subprocess.run([sys.executable, "-I", "-S", str(file)], check=True, cwd=tmp_path)
