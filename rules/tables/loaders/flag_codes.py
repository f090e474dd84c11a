"""Gives codes their flags from the lists of the Medicare Code Editor of the same fiscal year."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from rules.tables.error import TableError
from rules.tables.loaders.draft import refuse, refuse_files
from rules.tables.loaders.read_code_edits import CodeEdits, CodeList
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

# The flags that the lists of a section can be for, in sections with several lists.
_SEVERAL: Final[Mapping[int, tuple[str, ...]]] = {
    8: ("qadm", "csect", "vagdel", "delout"),
    9: ("unacceptable", "reqsdx"),
    11: ("noncovered", "ncov_z302", "ncov45", "kidneyxp", "diabtypeI", "ncov6", "ncov7", "ncov12agele60"),
    17: ("lcov", "lcov_artheartxpa", "lcov_artheartxpb", "clintrial"),
}
_EXTERNAL_CAUSES: Final = ("V", "W", "X", "Y")
# A list without a title is the known list with which it shares at least half of its codes.
_ALIKE: Final = 0.5
# Lists change by a few codes a year; one that lost more than a tenth is truncated or was mistaken for another.
_MOST_LOST: Final = 0.1
_FEW_LOST: Final = 3


@value
class FlaggedCodes:
    """The flags of a release."""

    of: Mapping[str, frozenset[str]]
    """The codes of each flag that the definitions list."""
    kept: tuple[str, ...]
    """Flags in use before that the definitions do not list: they stay unchanged."""

    def flags_of(self, code: str, before: frozenset[str]) -> frozenset[str]:
        """The flags of a code: listed flags from the lists, the others unchanged."""
        return before - self.of.keys() | {flag for flag, codes in self.of.items() if code in codes}


def flag_codes(
    edits: CodeEdits,
    source: SourceFile,
    kind: str,
    codes: Collection[str],
    before: Callable[[str], frozenset[str]],
) -> FlaggedCodes:
    """The codes of every flag, from the definitions of the release's own fiscal year.

    The lists of questionable admissions, unacceptable principal diagnoses, non-covered procedures and limited coverage
    have no titles of their own: each is taken for the list in force the day before that it shares most codes with.

    Args:
        edits: the parsed definitions.
        source: their file.
        kind: `icd10cm` or `icd10pcs`.
        codes: the billable codes of the release.
        before: the flags of a code the day before the release.

    Raises:
        TableError: a list has a code that the release lacks, matches no known list, is missing, or has lost too many
            codes.
    """
    old: dict[str, set[str]] = {}
    for code in codes:
        for flag in before(code):
            old.setdefault(flag, set()).add(code)
    found: dict[str, set[str]] = {}
    for each in edits.lists:
        if _is_of_kind(each, source, kind, codes):
            flag = each.flag or _alike(each, source, old)
            found.setdefault(flag, set()).update(each.codes)
    if kind == "icd10cm":
        # Section 2 needs no list: external causes of morbidity are the codes of chapter 20.
        found["ecodepdx"] = {code for code in codes if code[0] in _EXTERNAL_CAUSES}
        if "reqsdx" in found:
            found.setdefault("unacceptable", set()).update(found["reqsdx"])
    _check_whole(found, old, source)
    return FlaggedCodes(
        of={flag: frozenset(listed) for flag, listed in found.items()}, kept=tuple(sorted(old.keys() - found.keys()))
    )


def _is_of_kind(each: CodeList, source: SourceFile, kind: str, codes: Collection[str]) -> bool:
    if each.kind not in (kind, None):
        return False
    strange = [code for code in each.codes if code not in codes]
    if each.kind is None and len(strange) == len(each.codes):
        return False  # codes of the other code system
    if strange:
        refuse(source, each.codes[strange[0]], "code", f"{strange[0]} is not a billable code of the release")
    return True


def _alike(each: CodeList, source: SourceFile, old: Mapping[str, set[str]]) -> str:
    listed = each.codes.keys()
    best, likeness = "", 0.0
    for flag in _SEVERAL[each.section]:
        known = old.get(flag, set())
        shared = len(listed & known) / len(listed | known)
        if shared > likeness:
            best, likeness = flag, shared
    if likeness < _ALIKE:
        code, line = next(iter(each.codes.items()))
        refuse(source, line, "list", f"the list that begins with {code} matches no list of the earlier release")
    return best


def _check_whole(found: Mapping[str, set[str]], old: Mapping[str, set[str]], source: SourceFile) -> None:
    untitled = {flag for flags in _SEVERAL.values() for flag in flags} - {"unacceptable", "qadm", "noncovered", "lcov"}
    for flag in sorted(old.keys() - untitled - found.keys() - {"male", "female"}):
        refuse_files([source], f"has no list for {flag}, a flag that {len(old[flag]):,} codes had")
    for flag, listed in sorted(found.items()):
        lost = len(old.get(flag, set()) - listed)
        if lost > _FEW_LOST and lost > _MOST_LOST * len(old[flag]):
            raise TableError(
                source.name, f"lacks {lost:,} of the {len(old[flag]):,} codes of {flag}: not a complete list"
            )
