"""The Medicare Code Editor's lists of a fiscal year give the codes of that year their flags."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from rules.tables.error import TableError
from rules.tables.loaders.draft import refuse, refuse_files
from rules.tables.loaders.read_code_edits import CodeEdits, CodeList
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value

# Of the sections with several lists, the flags that their lists can stand for.
_SEVERAL: Final[Mapping[int, tuple[str, ...]]] = {
    8: ("qadm", "csect", "vagdel", "delout"),
    9: ("unacceptable", "reqsdx"),
    11: ("noncovered", "ncov_z302", "ncov45", "kidneyxp", "diabtypeI", "ncov6", "ncov7", "ncov12agele60"),
    17: ("lcov", "lcov_artheartxpa", "lcov_artheartxpb", "clintrial"),
}
_EXTERNAL_CAUSES: Final = ("V", "W", "X", "Y")
# A list without a title is the one it shares at least half of its codes with.
_ALIKE: Final = 0.5
# Lists change by some codes a year; one that lost more than a tenth is cut off, or was not the list it seemed.
_MOST_LOST: Final = 0.1
_FEW_LOST: Final = 3


@value
class FlaggedCodes:
    """The flags of a release."""

    of: Mapping[str, frozenset[str]]
    """By the flag, its codes; flags that the definitions do not list are not here."""
    kept: tuple[str, ...]
    """Flags in use before that the definitions do not list: they stay as they were."""

    def flags_of(self, code: str, before: frozenset[str]) -> frozenset[str]:
        """The flags of a code: those that are listed by the lists, the others as they were."""
        return before - self.of.keys() | {flag for flag, codes in self.of.items() if code in codes}


def flag_codes(
    edits: CodeEdits,
    source: SourceFile,
    kind: str,
    codes: Collection[str],
    before: Callable[[str], frozenset[str]],
) -> FlaggedCodes:
    """The codes of every flag by the definitions of the release's own fiscal year.

    The lists of admissions, unacceptable principal diagnoses, non-covered procedures and limited coverage have no
    titles of their own: each is the one that it is most alike among those that were in force the day before.

    Args:
        edits: what the definitions say.
        source: their file.
        kind: `icd10cm` or `icd10pcs`.
        codes: the billable codes of the release.
        before: the flags of a code the day before the release.

    Raises:
        TableError: a list holds a code that the release does not have, is like no list that is known, is missing, or
            has lost too much.
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
        return False  # of the other code system
    if strange:
        refuse(source, each.codes[strange[0]], "code", f"{strange[0]} is no billable code of the release")
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
        refuse(source, line, "list", f"the list that begins with {code} is like none of the release before")
    return best


def _check_whole(found: Mapping[str, set[str]], old: Mapping[str, set[str]], source: SourceFile) -> None:
    untitled = {flag for flags in _SEVERAL.values() for flag in flags} - {"unacceptable", "qadm", "noncovered", "lcov"}
    for flag in sorted(old.keys() - untitled - found.keys() - {"male", "female"}):
        refuse_files([source], f"has no list for {flag}, which {len(old[flag]):,} codes were flagged with")
    for flag, listed in sorted(found.items()):
        lost = len(old.get(flag, set()) - listed)
        if lost > _FEW_LOST and lost > _MOST_LOST * len(old[flag]):
            raise TableError(
                source.name, f"lacks {lost:,} of the {len(old[flag]):,} codes of {flag}: that is no whole list"
            )
