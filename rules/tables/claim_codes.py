"""Whether a claim carries codes that a table holds; a claim without them does not need the table.

The claim is the one that edits see (`rules.claim.facts.ClaimFacts`). It is described by protocols here, because that
module imports the tables.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol, TypeAlias

from schemas.encounter import EncounterEvent, Provider, ServiceLine


class CarriesProvider(Protocol):
    """A provider of a claim or of a line."""

    @property
    def provider(self) -> Provider:
        """The provider as submitted."""

    @property
    def role(self) -> str:
        """Its role, such as `ordering`."""


class CarriesLine(Protocol):
    """A service line of a claim."""

    @property
    def line(self) -> ServiceLine:
        """The line as submitted."""

    @property
    def place(self) -> str | None:
        """Its place of service, or the claim's."""

    @property
    def modifiers(self) -> AbstractSet[str]:
        """Its modifiers."""


class CarriesCodes(Protocol):
    """A claim, as far as it matters which codes it carries."""

    @property
    def encounter(self) -> EncounterEvent:
        """The encounter as submitted."""

    @property
    def payer_class(self) -> str:
        """The payer class of the profile."""

    @property
    def professional(self) -> bool:
        """Whether it is a professional claim."""

    @property
    def institutional(self) -> bool:
        """Whether it is an institutional claim."""

    @property
    def hospital_outpatient(self) -> bool:
        """Whether it is a hospital outpatient bill (13x)."""

    @property
    def ncci(self) -> bool:
        """Whether NCCI edits apply to it."""

    @property
    def systems(self) -> AbstractSet[str | None]:
        """The code systems of its lines' procedure codes."""

    @property
    def lines(self) -> Sequence[CarriesLine]:
        """Its service lines, without revenue lines 0001."""

    @property
    def providers(self) -> Sequence[CarriesProvider]:
        """Every provider on the claim and on its lines."""


Carries: TypeAlias = Callable[[CarriesCodes], bool]
"""Whether a claim carries a code that a table holds."""


def has_diagnoses(claim: CarriesCodes) -> bool:
    """Whether the claim has a diagnosis."""
    return bool(claim.encounter.diagnoses)


def has_cpt_lines(claim: CarriesCodes) -> bool:
    """Whether a line has a CPT code."""
    return "CPT" in claim.systems


def has_procedure_lines(claim: CarriesCodes) -> bool:
    """Whether a line has a CPT or HCPCS code."""
    return "CPT" in claim.systems or "HCPCS" in claim.systems


def has_drug_codes(claim: CarriesCodes) -> bool:
    """Whether a line has a HCPCS code of a drug (C9, J, Q)."""
    return any((line.line.procedure_code or "").startswith(("C9", "J", "Q")) for line in claim.lines)


def has_ncci_lines(claim: CarriesCodes) -> bool:
    """Whether a line has a CPT or HCPCS code that NCCI applies to."""
    return claim.ncci and has_procedure_lines(claim)


def has_medicare_ncci_lines(claim: CarriesCodes) -> bool:
    """Whether a line has a code that Medicare's edition of NCCI applies to; commercial payers use that edition too."""
    return claim.payer_class != "medicaid" and has_ncci_lines(claim)


def has_medicaid_ncci_lines(claim: CarriesCodes) -> bool:
    """Whether a line has a code that Medicaid's edition of NCCI applies to."""
    return claim.payer_class == "medicaid" and has_ncci_lines(claim)


def has_drugs(claim: CarriesCodes) -> bool:
    """Whether a line has an NDC."""
    return any(line.line.ndc is not None for line in claim.lines)


def is_given(text: str | None) -> bool:
    """Whether a text is neither null nor blank."""
    return text is not None and bool(text.strip())


def has_npis(claim: CarriesCodes) -> bool:
    """Whether a provider has an NPI."""
    return any(is_given(provider.provider.npi) for provider in claim.providers)
