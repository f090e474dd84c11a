"""CV108: some services are paid only with prior authorization."""

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.references import usage_837i, usage_837p


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The payer's list requires prior authorization for the procedure, and there is no authorization number."""
    billed = claim.billed
    if line.code is None or billed is None or billed.payer_id is None or is_blank(billed.payer_id):
        return None
    if not is_blank(line.line.prior_authorization_number):
        return None
    if not is_blank(claim.encounter.prior_authorization_number):
        return None
    rules = claim.tables.payer_rules
    if rules is None:
        return None
    if not rules.needs_authorization(billed.payer_id, line.code, line.place, line.date_from):
        return None
    return problem(f"{line.path}.prior_authorization_number", code=line.code)


EDIT = Edit(
    code="CV108",
    name="prior-authorization-missing",
    title="A service requires prior authorization, and the claim has no authorization number.",
    why="Payers list services that require prior authorization. Without the number the line is denied, and often "
    "cannot be billed to the patient either.",
    fix="Look up the authorization with the payer and enter its number on the line or the claim. Leave it if the "
    "payer waived it, as for emergencies.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].prior_authorization_number",
        "prior_authorization_number",
    ),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="The payer requires prior authorization for {code}, and the claim has no authorization number."
        )
    },
    carc="197",
    rarc=("M62",),
    status=statuses("A6:252:PR"),
    snip=7,
    source="The payer's own list of services, loaded as payer_rules",
    basis="clearinghouse practice",
    references=(
        usage_837p("loops 2300 and 2400, REF G1: situational"),
        usage_837i("loop 2300, REF G1: situational"),
    ),
    contact_payer=True,
    tables=(needs("payer_rules"),),
    example=Example(
        base="office-visit",
        field="service_lines[0].prior_authorization_number",
        fires=None,
        silent="AUTH-1",
        given={"service_lines[0].procedure_code": "70553"},
        tables={"payer_rules": ({"payer_id": "60054", "code": "70553"},)},
    ),
)
