"""A payer profile sets the severity and parameters of each edit, and the mode of each repair.

`rules.load_profiles` reads them. See schemas/CONTRACT.md, "Payer profiles".
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from rules.edit import Edit, Level, ParameterValue, PayerClass
from rules.repairs.repair import RepairMode
from schemas.encounter import EncounterEvent
from schemas.value import value

_BLANKS: Final = " \t\r\n"

SeverityWord: TypeAlias = Literal["REJECT", "WARN", "NOTICE", "shadow", "off"]
"""What a profile sets for an edit: its highest severity, `shadow` (evaluated and counted only), or `off`."""


@value
class Profile:
    """One profile, as the engine uses it; `payer` is the payer it is narrowed to, if any."""

    name: str
    payer_class: PayerClass
    description: str
    allow_waivers: bool
    severity: Mapping[str, SeverityWord]
    """What this profile sets, by edit code. Other edits have the severity of the payer class."""
    parameters: Mapping[str, Mapping[str, ParameterValue]]
    repairs: Mapping[str, RepairMode]
    payer: str | None = None

    def word(self, edit: Edit) -> SeverityWord:
        """The severity of an edit under this profile: what it sets, else that of the edit's state and payer class."""
        own = self.severity.get(edit.code)
        if own is not None:
            return own
        if edit.state == "enforced":
            return edit.severity.ceiling(self.payer_class) or "off"
        return "shadow" if edit.state == "shadow" else "off"

    def ceiling(self, edit: Edit) -> Level | None:
        """The highest severity of an edit's findings under this profile; None if they are on no outcome."""
        word = self.word(edit)
        return None if word == "off" or word == "shadow" else word

    def in_shadow(self, edit: Edit) -> bool:
        """Whether an edit is evaluated and counted under this profile, but never on an outcome."""
        return self.word(edit) == "shadow"


@value
class Profiles:
    """All profiles, and which one applies to a claim."""

    by_name: Mapping[str, Profile]
    by_payer: Mapping[str, Profile]
    by_filing_indicator: Mapping[str, Profile]
    narrowed: Mapping[tuple[str, str], Profile]
    """Profiles with settings for one payer, by profile name and payer id."""
    default: Profile

    def choose(self, event: EncounterEvent, only: Profile | None = None) -> Profile:
        """The profile of a claim, with the settings for its payer.

        It is chosen by the payer of the billed coverage, else by its filing indicator (both trimmed and in upper case),
        else it is the default, also if there is no billed coverage. `only` takes precedence over all of them.
        """
        index = event.billed_coverage
        if not 0 <= index < len(event.coverages):
            return only or self.default
        coverage = event.coverages[index]
        payer = payer_key(coverage.payer_id)
        chosen = only or self.by_payer.get(payer) or self.by_filing_indicator.get(payer_key(coverage.filing_indicator))
        return self.narrow(chosen or self.default, payer)

    def reason(self, event: EncounterEvent) -> str:
        """Why `choose` takes its profile, in a few words: by the payer, by the filing indicator, or neither."""
        index = event.billed_coverage
        if not 0 <= index < len(event.coverages):
            return "the default, because the claim has no billed coverage"
        coverage = event.coverages[index]
        if (payer := payer_key(coverage.payer_id)) in self.by_payer:
            return f"it lists the payer ID {payer}"
        if (indicator := payer_key(coverage.filing_indicator)) in self.by_filing_indicator:
            return f"it lists the filing indicator {indicator}"
        return "the default, because no profile lists the payer ID or the filing indicator"

    def in_use(self) -> tuple[Profile, ...]:
        """The profiles that a claim can get: by its payer, by its filing indicator, or the default."""
        chosen = (self.default, *self.by_payer.values(), *self.by_filing_indicator.values(), *self.narrowed.values())
        return tuple({id(profile): profile for profile in chosen}.values())

    def narrow(self, profile: Profile, payer: str) -> Profile:
        """The profile with its settings for one payer."""
        return self.narrowed.get((profile.name, payer), profile)


def payer_key(text: str | None) -> str:
    """A payer ID or filing indicator as profiles are found by it: trimmed and in upper case."""
    return (text or "").strip(_BLANKS).upper()
