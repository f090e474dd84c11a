"""PV104: a taxonomy code is ten characters and is in the NUCC code set."""

import datetime as dt
import re
from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities
from rules.tables.table import TableState
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import PROVIDER_CODES

_FORM: Final = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
_FIRST_IN_FORM: Final = dt.date(2005, 1, 1)
"""Taxonomy codes of claims before may be in an older format."""
_CODES: Final = codes_by_party(
    PROVIDER_CODES, "A7:145:{entity}", rarc=lambda role: "N288" if role == "rendering" else "N255"
)


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """The taxonomy code is not in a valid format, or is not in the loaded code set."""
    code = provider.provider.taxonomy_code
    if code is None or is_blank(code):
        return None
    path = f"{provider.path}.taxonomy_code"
    if _FORM.fullmatch(code) is None:
        return problem(path, "malformed" if claim.as_of >= _FIRST_IN_FORM else "older-form", provider.role)
    table = claim.tables.nucc
    if table is None:
        return None
    encounter = claim.encounter
    covered = [
        date
        for date in (encounter.service_through, encounter.service_from)
        if claim.tables.state("nucc", date) is TableState.OPEN
    ]
    if not covered or any(table.known(code, date) for date in covered):
        return None
    return problem(path, "unknown", provider.role, code=code)


EDIT = Edit(
    code="PV104",
    name="taxonomy-malformed-or-unknown",
    title="A provider's taxonomy code is not in a valid format or not in the code set.",
    why="A taxonomy code is three digits, six digits or letters and an X. Payers use it to find the provider's "
    "enrollment and return a claim with an invalid code.",
    fix="Copy the code from the provider's entry in the NPI registry. If the loaded code set is older than the code, "
    "load the current one and leave the code as it is.",
    looks_at=("billing_provider.taxonomy_code", "rendering_provider.taxonomy_code"),
    subject="provider",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "malformed": Case(
            says="The taxonomy code of the {role} is not three digits, six digits or letters and an X.", by=_CODES
        ),
        "older-form": Case(
            says="The taxonomy code of the {role} is not in the format of codes since 2005.", mark="WARN", by=_CODES
        ),
        "unknown": Case(says="Taxonomy code {code} of the {role} is not in the code set.", mark="WARN", by=_CODES),
    },
    carc="16",
    rarc=("N255",),
    snip=5,
    changed="2",
    source="NUCC Health Care Provider Taxonomy, form of the code and code list",
    basis="regulation",
    example=Example(
        base="office-visit", field="billing_provider.taxonomy_code", fires="207Q00000", silent="207Q00000X"
    ),
    tables=(needs("nucc", part=True),),
)
