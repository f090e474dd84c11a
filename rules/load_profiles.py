"""Reads the payer profiles.

Four profiles are shipped as TOML (`rules/profiles`). Users keep their own in a folder; one may build on another, and
may have settings for single payers. See schemas/CONTRACT.md, "Payer profiles".
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from rules.edit import Edit, ParameterValue, PayerClass
from rules.profile import Profile, Profiles, SeverityWord, payer_key
from rules.repairs.catalog import REPAIRS
from rules.repairs.repair import RepairMode
from schemas.toml_file import InvalidToml, read_toml

SHIPPED_DIR: Final = Path(__file__).parent / "profiles"
SHIPPED_PROFILES: Final = ("medicare", "medicaid", "commercial", "strict")
_TYPES: Final = {bool: "true or false", int: "a whole number", str: "a text", list: "a list of texts"}


class ProfileError(Exception):
    """A profile is invalid; the message names the file, the key and what is expected."""


def _off_for_false(sent: Any) -> Any:
    # TOML has no bare words; `DX107 = false` is what many would write for off.
    return "off" if sent is False else sent


_Severity: TypeAlias = Annotated[SeverityWord, BeforeValidator(_off_for_false)]
_Parameter: TypeAlias = bool | int | str | list[str]


class _PayerForm(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    severity: dict[str, _Severity] = Field(default_factory=dict)
    parameters: dict[str, dict[str, _Parameter]] = Field(default_factory=dict)


class _ProfileForm(BaseModel):
    """The keys of a profile in TOML."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,40}$")
    builds_on: str | None = None
    # `column` was the key in the first release. It is still read in this one.
    payer_class: PayerClass | None = Field(default=None, validation_alias=AliasChoices("payer_class", "column"))
    description: str = ""
    allow_waivers: bool | None = None
    filing_indicators: list[str] = Field(default_factory=list)
    payer_ids: list[str] = Field(default_factory=list)
    severity: dict[str, _Severity] = Field(default_factory=dict)
    parameters: dict[str, dict[str, _Parameter]] = Field(default_factory=dict)
    repairs: dict[str, RepairMode] = Field(default_factory=dict)
    payers: dict[str, _PayerForm] = Field(default_factory=dict)


def load_profiles(
    edits: Mapping[str, Edit], *, folder: Path | None = None, default: str = "commercial", also: Path | None = None
) -> Profiles:
    """The shipped profiles and those of a folder.

    Args:
        edits: the catalog, by code.
        folder: a folder of `*.toml` profiles, or None.
        default: name of the profile that applies if no other does.
        also: one more file, which replaces the profile of its name in the folder.

    Raises:
        ProfileError: a file cannot be read, or names an unknown edit, parameter or profile, or two files have the same
            name, payer or filing indicator.
    """
    forms: dict[str, tuple[Path, _ProfileForm]] = {}
    for path in [*(SHIPPED_DIR / f"{name}.toml" for name in SHIPPED_PROFILES), *_own_files(folder, also)]:
        form = _read(path)
        if form.name in forms:
            raise ProfileError(f"{path}: the name {form.name} is already used by {forms[form.name][0].name}")
        _require_known(path, form, edits)
        forms[form.name] = (path, form)
    made = {name: _build(name, forms, edits, ()) for name in forms}
    if default not in made:
        raise ProfileError(f"CLAIMS_DEFAULT_PROFILE: unknown profile {default}; profiles: {', '.join(made)}")
    narrowed = {}
    for name, (_, form) in forms.items():
        for payer, payer_form in form.payers.items():
            narrowed[name, payer_key(payer)] = _narrowed(made[name], payer_key(payer), payer_form)
    return Profiles(
        by_name=made,
        by_payer=_claimed(forms, made, "payer_ids"),
        by_filing_indicator=_claimed(forms, made, "filing_indicators"),
        narrowed=narrowed,
        default=made[default],
    )


def profile_name(path: Path) -> str:
    """The name of the profile in a file.

    Raises:
        ProfileError: the file is not a valid profile.
    """
    return _read(path).name


def _own_files(folder: Path | None, also: Path | None) -> list[Path]:
    if folder is not None and not folder.is_dir():
        raise ProfileError(f"{folder}: no such folder")
    own = sorted(folder.glob("*.toml")) if folder is not None else []
    if also is None:
        return own
    replaced = profile_name(also)
    return [*(path for path in own if _read(path).name != replaced), also]


def _read(path: Path) -> _ProfileForm:
    try:
        return _ProfileForm.model_validate(read_toml(path))
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror}") from None
    except InvalidToml as error:
        raise ProfileError(f"{path}: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        words = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
        raise ProfileError(f"{path}: {where}: {words}") from None


def _require_known(path: Path, form: _ProfileForm, edits: Mapping[str, Edit]) -> None:
    known_repairs = {repair.code: repair for repair in REPAIRS}
    holders: tuple[_ProfileForm | _PayerForm, ...] = (form, *form.payers.values())
    for holder in holders:
        for code in holder.severity:
            if code not in edits:
                raise ProfileError(f"{path}: severity.{code}: unknown edit")
        for code, parameters in holder.parameters.items():
            if code not in edits:
                raise ProfileError(f"{path}: parameters.{code}: unknown edit")
            for name, given in parameters.items():
                if name not in edits[code].parameters:
                    known = ", ".join(edits[code].parameters) or "none"
                    raise ProfileError(f"{path}: parameters.{code}.{name}: unknown parameter; the edit has {known}")
                shipped = edits[code].parameters[name]
                wanted = list if isinstance(shipped, tuple) else type(shipped)
                if type(given) is not wanted:
                    raise ProfileError(f"{path}: parameters.{code}.{name}: must be {_TYPES[wanted]}")
                limit = edits[code].limits.get(name)
                if limit is not None and not limit.holds(given):
                    raise ProfileError(f"{path}: parameters.{code}.{name}: must be {limit.words} (got {given!r})")
    for code, mode in form.repairs.items():
        if code not in known_repairs:
            raise ProfileError(f"{path}: repairs.{code}: unknown repair")
        if known_repairs[code].always and mode != "apply":
            raise ProfileError(f"{path}: repairs.{code}: this repair is always applied")


def _frozen(given: Mapping[str, Mapping[str, _Parameter]]) -> dict[str, dict[str, ParameterValue]]:
    return {
        code: {name: tuple(part) if isinstance(part, list) else part for name, part in parameters.items()}
        for code, parameters in given.items()
    }


def _merged(
    first: Mapping[str, Mapping[str, ParameterValue]], second: Mapping[str, Mapping[str, ParameterValue]]
) -> dict[str, Mapping[str, ParameterValue]]:
    return {code: {**first.get(code, {}), **second.get(code, {})} for code in {**first, **second}}


def _build(
    name: str, forms: Mapping[str, tuple[Path, _ProfileForm]], edits: Mapping[str, Edit], open_names: tuple[str, ...]
) -> Profile:
    path, form = forms[name]
    if form.builds_on is None:
        payer_class: PayerClass = form.payer_class or "commercial"
        defaults = {edit.code: edit.parameters for edit in edits.values() if edit.parameters}
        ground = Profile(
            name=name,
            payer_class=payer_class,
            description="",
            allow_waivers=False,
            severity={},
            parameters=defaults,
            repairs={},
        )
    else:
        if form.builds_on not in forms:
            raise ProfileError(f"{path}: builds_on: unknown profile {form.builds_on}")
        if form.builds_on in (*open_names, name):
            raise ProfileError(f"{path}: builds_on: {form.builds_on} builds on this profile")
        ground = _build(form.builds_on, forms, edits, (*open_names, name))
    return Profile(
        name=name,
        payer_class=form.payer_class or ground.payer_class,
        description=form.description or ground.description,
        allow_waivers=ground.allow_waivers if form.allow_waivers is None else form.allow_waivers,
        severity={**ground.severity, **form.severity},
        parameters=_merged(ground.parameters, _frozen(form.parameters)),
        repairs={**ground.repairs, **form.repairs},
    )


def _narrowed(profile: Profile, payer: str, form: _PayerForm) -> Profile:
    return Profile(
        name=profile.name,
        payer_class=profile.payer_class,
        description=profile.description,
        allow_waivers=profile.allow_waivers,
        severity={**profile.severity, **form.severity},
        parameters=_merged(profile.parameters, _frozen(form.parameters)),
        repairs=profile.repairs,
        payer=payer,
    )


def _claimed(
    forms: Mapping[str, tuple[Path, _ProfileForm]], made: Mapping[str, Profile], attribute: str
) -> dict[str, Profile]:
    claimed: dict[str, Profile] = {}
    for name, (path, form) in forms.items():
        for given in getattr(form, attribute):
            key = payer_key(given)
            if key in claimed and path.parent == SHIPPED_DIR:
                raise ProfileError(f"{path}: {attribute}: {key} is already in {claimed[key].name}")
            claimed[key] = made[name]  # users' own profiles come after the shipped ones and take precedence
    return claimed
