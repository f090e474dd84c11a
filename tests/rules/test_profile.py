"""A profile is chosen by payer, filing indicator or default, and a user's own is checked before it is used."""

import json
from pathlib import Path
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.load_profiles import ProfileError, load_profiles
from schemas.encounter import EncounterEvent
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_form

CATALOGUE = load_catalogue()


def _event(**changes: Any) -> EncounterEvent:
    form = sample_form("office-visit")
    for path, new in changes.items():
        set_at(form, path, new)
    return read_encounter(parse_json(json.dumps(form)))


def _write(folder: Path, text: str, name: str = "own.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "profile"),
    [
        ({}, "commercial"),
        ({"coverages[0].filing_indicator": "MB"}, "medicare"),
        ({"coverages[0].filing_indicator": " ma "}, "medicare"),
        ({"coverages[0].filing_indicator": "MC"}, "medicaid"),
        ({"coverages[0].filing_indicator": "TV"}, "medicaid"),
        ({"coverages[0].filing_indicator": "16"}, "commercial"),
        ({"coverages[0].filing_indicator": None}, "commercial"),
        ({"coverages": []}, "commercial"),
        ({"billed_coverage": 5}, "commercial"),
        ({"billed_coverage": -1}, "commercial"),
    ],
)
def test_choice(changes: dict[str, Any], profile: str) -> None:
    """A shipped profile is chosen by the billed coverage's filing indicator, whatever its case and blanks."""
    assert load_profiles(CATALOGUE).choose(_event(**changes)).name == profile


def test_own_profile(tmp_path: Path) -> None:
    """A user's profile builds on a shipped one, claims payers, and sets severities, parameters and repairs."""
    folder = _write(
        tmp_path,
        """
        name = "plan-a"
        builds_on = "medicare"
        payer_ids = ["60054"]
        allow_waivers = true
        [severity]
        DX201 = "WARN"
        DX107 = "off"
        LN102 = "shadow"
        [repairs]
        R103 = "report"
        [parameters.TF101]
        grace_days = 9
        [payers."60054".severity]
        DX108 = "REJECT"
        LN102 = "WARN"
        """,
    )
    profile = load_profiles(CATALOGUE, folder=folder).choose(_event(**{"coverages[0].payer_id": " 60054 "}))
    assert (profile.name, profile.payer_class, profile.payer) == ("plan-a", "medicare", "60054")
    assert profile.allow_waivers
    assert profile.ceiling(CATALOGUE["DX201"]) == "WARN"
    assert profile.ceiling(CATALOGUE["DX107"]) is None
    assert profile.ceiling(CATALOGUE["DX108"]) == "REJECT"
    assert profile.ceiling(CATALOGUE["LN101"]) == "REJECT"
    assert profile.ceiling(CATALOGUE["LN102"]) == "WARN"
    other = load_profiles(CATALOGUE, folder=folder).by_name["plan-a"]
    assert (other.word(CATALOGUE["LN102"]), other.ceiling(CATALOGUE["LN102"])) == ("shadow", None)
    assert other.in_shadow(CATALOGUE["LN102"])
    assert not other.in_shadow(CATALOGUE["DX107"])
    assert profile.parameters["TF101"]["grace_days"] == 9
    assert profile.repairs == {"R103": "report"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "Invalid value"),
        ("builds_on = 'medicare'", "name: Field required"),
        ("name = 'Plan A'", "name: String should match"),
        ("name = 'medicare'", "the name medicare is already used by medicare.toml"),
        ("name = 'x'\nbuilds_on = 'nothing'", "unknown profile nothing"),
        ("name = 'x'\nbuilds_on = 'x'", "builds on this profile"),
        ("name = 'x'\ncolour = 'red'", "colour: unknown key"),
        ("name = 'x'\n[severity]\nDX999 = 'WARN'", "severity.DX999: unknown edit"),
        ("name = 'x'\n[severity]\nDX101 = 'warn'", "severity.DX101"),
        ("name = 'x'\n[parameters.TF101]\ngrace = 3", "unknown parameter; the edit has grace_days, "),
        ("name = 'x'\n[parameters.TF101]\ngrace_days = 'three'", "must be a whole number"),
        ("name = 'x'\n[parameters.TF101]\ngrace_days = -400", "grace_days: must be 0 to 366 (got -400)"),
        ("name = 'x'\n[parameters.TF101]\ncommercial_days = 0", "commercial_days: must be 1 to 3,660 (got 0)"),
        ("name = 'x'\n[payers.A1.parameters.TF101]\nmedicaid_days = -1", "must be 1 to 3,660"),
        ("name = 'x'\n[parameters.TX102]\ndelimiters = '*~A'", "must be symbols that ordinary texts do not have"),
        ("name = 'x'\n[repairs]\nR999 = 'off'", "unknown repair"),
        ("name = 'x'\n[repairs]\nR111 = 'off'", "is always applied"),
    ],
)
def test_wrong_profiles(tmp_path: Path, text: str, says: str) -> None:
    """An invalid profile is refused in one sentence with its file and key."""
    with pytest.raises(ProfileError) as error:
        load_profiles(CATALOGUE, folder=_write(tmp_path, text))
    assert "own.toml" in str(error.value)
    assert says in str(error.value)


def test_a_profile_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """A byte order mark before the first key, as Windows editors write it, is ignored."""
    _write(tmp_path, "\N{ZERO WIDTH NO-BREAK SPACE}name = 'own'")
    assert "own" in load_profiles(load_catalogue(), folder=tmp_path).by_name


def test_missing_folder_and_default(tmp_path: Path) -> None:
    """A missing folder and an unknown default are refused."""
    with pytest.raises(ProfileError, match="no such folder"):
        load_profiles(CATALOGUE, folder=tmp_path / "nowhere")
    with pytest.raises(ProfileError, match="CLAIMS_DEFAULT_PROFILE: unknown profile gold; profiles: "):
        load_profiles(CATALOGUE, default="gold")


def test_strict_is_the_highest() -> None:
    """`strict` has the highest severity of the others for every enforced edit, and WARN if all are off."""
    profiles = load_profiles(CATALOGUE).by_name
    order = ("REJECT", "WARN", "NOTICE")
    for edit in CATALOGUE.values():
        levels = [profiles[name].ceiling(edit) for name in ("medicare", "medicaid", "commercial")]
        on = [level for level in levels if level is not None]
        highest = min(on, key=order.index) if on else "WARN" if edit.state == "enforced" else None
        assert profiles["strict"].ceiling(edit) == highest
