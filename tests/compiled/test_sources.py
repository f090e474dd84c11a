"""What the compiler takes means the same as the sources that it is made of."""

import dataclasses
import importlib
import inspect
import sys
import types
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from deploy.compiled import native_value
from deploy.compiled.cut_checks import cut_check
from deploy.compiled.rewrite_values import rewrite_values
from deploy.compiled.write_run import write_run
from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from schemas.json_form import read_encounter
from tests.corpus.corpus import corpus
from tests.corpus.odd_events import odd_events
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import check_encounter

VALUES = '''
from collections.abc import Mapping
from dataclasses import field

from schemas.value import value


@value
class Part:
    """A part."""

    name: str
    size: int | None = None

    @property
    def long(self) -> bool:
        """Whether its name is."""
        return len(self.name) > 3


@value
class Whole:
    parts: tuple[Part, ...] = ()
    """Its parts."""
    marks: Mapping[str, int] = field(default_factory=dict)
    place: int = field(default=7, compare=False)
'''


def _run(source: str, name: str, patch: pytest.MonkeyPatch) -> Any:
    module = types.ModuleType(name)
    patch.setitem(sys.modules, name, module)
    exec(source, vars(module))
    return module


@pytest.mark.interpreted
def test_a_rewritten_class_is_the_same_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """Constructor, defaults, comparisons, `replace`, text and pydantic are as those of the class in the source."""
    monkeypatch.setitem(sys.modules, "schemas.native_value", native_value)
    rewritten = rewrite_values(VALUES)
    assert "def __init__(self, *, name: str, size: int | None = None)" in rewritten
    plain, made = _run(VALUES, "plain", monkeypatch), _run(rewritten, "made", monkeypatch)
    for module in (plain, made):
        part = module.Part(name="wing")
        whole = module.Whole(parts=(part,), place=1)
        assert (part.long, part.size) == (True, None)
        assert whole == dataclasses.replace(whole, parts=(module.Part(name="wing"),), place=2)
        assert hash(part) == hash(module.Part(name="wing")) != hash(module.Part(name="nose"))
        assert whole.marks == {}
        assert whole.marks is not module.Whole().marks
        assert whole != module.Whole()
        with pytest.raises(TypeError):
            module.Part()
        reads = TypeAdapter(module.Whole)
        assert reads.validate_python({"parts": [{"name": "wing"}]}) == whole
        with pytest.raises(ValidationError):
            reads.validate_python({"parts": [{"name": "wing", "color": "red"}]})
    assert repr(made.Whole()) == repr(plain.Whole())
    assert made.Part.__doc__ == plain.Part.__doc__
    shown = [[(one.name, one.type, one.default) for one in dataclasses.fields(each.Part)] for each in (plain, made)]
    assert shown[0] == shown[1]


@pytest.mark.interpreted
def test_a_check_that_is_cut_out_is_the_same_code() -> None:
    """The check of every edit, alone in a module, has the instructions and the defaults that it has beside its edit."""
    for edit in load_catalogue().values():
        module = importlib.import_module(edit.check.__module__)
        scope: dict[str, Any] = {"__name__": module.__name__}
        exec(cut_check(inspect.getsource(module)), scope)
        assert _code(scope["check"]) == _code(edit.check), edit.code
        assert "EDIT" not in scope


def _code(check: Any) -> tuple[bytes, tuple[str, ...], Mapping[str, Any] | None]:
    return check.__code__.co_code, check.__code__.co_names, check.__kwdefaults__


@pytest.mark.interpreted
def test_checks_that_are_called_directly_find_the_same() -> None:
    """The written function, with the checks of the edits, gives the outcomes of the loop over the edits of a plan."""
    catalogue = load_catalogue()
    scope: dict[str, Any] = {"__name__": "run_checks"}
    exec(write_run(catalogue.values()).replace("from rules.checks.", "from rules.edits."), scope)
    book = shipped_rulebook()
    direct = Engine(catalogue)
    direct._run_compiled = scope["run_checks"]
    forms = [form for _, form in corpus()][::20]
    events = [*map(read_encounter, forms), *odd_events(forms, 60, 7)]
    found = 0
    for event in events:
        outcome = check_encounter(event, book)
        assert check_encounter(event, dataclasses.replace(book, engine=direct)) == outcome
        assert not isinstance(outcome, DeadLetter)
        found += len(outcome.claim.findings if isinstance(outcome, Ready) else outcome.rejection.findings)
    assert found > 100
