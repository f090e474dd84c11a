"""Writes the function that runs the compiled checks. It calls each by its name, which costs next to nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rules.edit import Edit, Subject

_PARTS: Final[Mapping[Subject, str]] = {
    "line": "lines",
    "every_line": "all_lines",
    "diagnosis": "diagnoses",
    "procedure": "procedures",
    "coverage": "coverages",
    "provider": "providers",
}
_GIVEN: Final = "on: bytes, codes: tuple[tuple[Any, ...], ...], edits: tuple[Edit, ...], claim: ClaimFacts, hits: Hits"
_PASSED: Final = "on, codes, edits, claim, hits"
_MOST: Final = 25
"""Checks in one function of C, which the compiler then takes in its stride."""
_EDITS: Final = "rules.edits."


def write_run(edits: Iterable[Edit]) -> str:
    """The source of `rules.checks.run_checks`, for edits in the order of the catalog."""
    numbered = list(enumerate(edits))
    lines = [
        "from typing import Any, Final",
        "from rules.claim.facts import ClaimFacts",
        "from rules.edit import Edit",
        "from rules.engine.hits import Hits",
    ]
    for place, edit in numbered:
        module = edit.check.__module__
        assert module.startswith(_EDITS), module
        lines.append(f"from rules.checks.{module.removeprefix(_EDITS)} import check as check_{place}")
    lines.append(f"MODULES: Final = {tuple(edit.check.__module__ for _, edit in numbered)}")
    calls = []
    for subject in ("claim", *_PARTS):
        mine = [(place, edit) for place, edit in numbered if edit.subject == subject]
        for number in range(0, len(mine), _MOST):
            name = f"_{subject}_{number}"
            calls.append(f"    {name}({_PASSED})")
            lines.append(f"def {name}({_GIVEN}) -> None:")
            for place, edit in mine[number : number + _MOST]:
                lines += [f"    {line}" for line in _run_one(place, edit)]
    lines += [f"def run_checks({_GIVEN}) -> None:", *calls]
    return "\n".join(lines) + "\n"


def _run_one(place: int, edit: Edit) -> Iterator[str]:
    codes = "".join(f", {name}=codes[{place}][{number}]" for number, name in enumerate(edit.lists))
    yield f"if on[{place}]:"
    yield "    try:"
    if edit.subject == "claim":
        yield f"        found_{place} = check_{place}(claim{codes})"
        yield f"        if found_{place}:"
        yield f"            hits.add(edits[{place}], found_{place})"
    else:
        yield f"        for part_{place} in claim.{_PARTS[edit.subject]}:"
        yield f"            found_{place} = check_{place}(part_{place}, claim{codes})"
        yield f"            if found_{place} and hits.add(edits[{place}], found_{place}):"
        yield "                break"
    yield f"    except Exception as error_{place}:"
    yield f"        hits.fail(edits[{place}], error_{place})"
