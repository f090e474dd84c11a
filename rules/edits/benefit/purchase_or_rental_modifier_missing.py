"""BN136: a modifier that names a month of a rental goes with the modifier for a rental."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, months: frozenset[str]) -> Found:
    """A modifier names a month of the rental, and RR is not on the line."""
    named = sorted(line.modifiers & months)
    if not named or "RR" in line.modifiers:
        return None
    return problem(modifier_path(line, named[0]), modifier=named[0])


EDIT = Edit(
    code="BN136",
    name="purchase-or-rental-modifier-missing",
    title="A line has a rental-month modifier without the rental modifier RR.",
    why="Equipment is priced as a purchase or a rental: NU, UE or RR. KI and KJ name the second and later months of a "
    "rental, so a payer cannot price them without RR.",
    fix="Add modifier RR, or remove the modifier for the month if the equipment was bought.",
    looks_at=("service_lines[].modifiers",),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("W", "N", "N"),
    cases={"default": Case(says="{modifier} names a rental month, but RR is missing.", suggest="Add the modifier.")},
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=6,
    source="CEDI rejection A7:507; HMSA list of equipment modifiers",
    references=(
        Reference(text="Bulletin of a Medicare DME contractor (copy of the Leeder Group): CEDI rejection A7:507."),
        Reference(text="HMSA: equipment codes with NU, RR and UE, and KH, KI and KJ for the months of a rental."),
    ),
    basis="clearinghouse practice",
    form="professional",
    since="2",
    lists={"months": dated_list("rental_month_modifiers")},
    example=Example(
        base="office-visit-medicare",
        field="service_lines[1].modifiers",
        fires=["KI"],
        silent=["RR", "KI"],
        given={
            "service_lines[1].procedure_code": "E0601",
            "ordering_provider": {"npi": "1306172846", "first_name": "Alan", "last_name": "Ward"},
        },
        profile="medicare",
    ),
)
