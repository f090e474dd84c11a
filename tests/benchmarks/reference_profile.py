"""The profile `reference`: seventy-one edits that need no loaded table, so that engines can be compared on one job."""

from collections.abc import Mapping
from dataclasses import replace

from rules.edit import Edit
from rules.profile import Profile, Profiles, SeverityWord
from rules.tables.store import SHIPPED

EDITS_OF_THE_REFERENCE = 71


def reference_profiles(profiles: Profiles, catalogue: Mapping[str, Edit]) -> Profiles:
    """Every profile narrowed to the first seventy-one enforced edits that run on the shipped tables alone."""
    on: list[str] = []
    for code, edit in catalogue.items():
        shipped = all(any(name in SHIPPED for name in need.tables) for need in edit.tables)
        if edit.state == "enforced" and shipped and len(on) < EDITS_OF_THE_REFERENCE:
            on.append(code)

    def narrow(profile: Profile) -> Profile:
        off: dict[str, SeverityWord] = {code: "off" for code in catalogue if code not in on}
        return replace(profile, name="reference", severity={**profile.severity, **off})

    narrowed = {id(profile): narrow(profile) for profile in profiles.by_name.values()}
    return Profiles(
        by_name={name: narrowed[id(profile)] for name, profile in profiles.by_name.items()},
        by_payer={},
        by_filing_indicator={key: narrowed[id(profile)] for key, profile in profiles.by_filing_indicator.items()},
        narrowed={},
        default=narrowed[id(profiles.default)],
    )
