"""The columns of a fact: what is kept of one outcome, and how. Nothing else is."""

from typing import Final, Literal, TypeAlias

from schemas.value import value

Scalar: TypeAlias = Literal["text", "key", "integer", "long", "flag", "date", "instant", "money", "quantity"]
"""How one value is stored: `key` is 16 bytes, `money` decimal(14,2) in US dollars, `quantity` decimal(12,3)."""


@value
class Column:
    """One column of a fact, or of the rows within one."""

    name: str
    kind: Scalar = "text"
    rows: "tuple[Column, ...]" = ()
    """The columns of its rows, if it is a list of rows."""
    several: bool = False
    """Whether it is a list of values of `kind`."""
    meaning: str


def _column(name: str, meaning: str, kind: Scalar = "text") -> Column:
    return Column(name=name, kind=kind, meaning=meaning)


def _rows(name: str, meaning: str, *columns: Column) -> Column:
    return Column(name=name, rows=columns, meaning=meaning)


FACT_COLUMNS: Final[tuple[Column, ...]] = (
    _column("topic", "Topic of the outcome; null if it comes from a file."),
    _column("partition", "Partition of the outcome; for a file, its position among the files.", "integer"),
    _column("offset", "Offset of the outcome; for a file, the line number.", "long"),
    _column("kind", "fact; withheld (the encounter has a sensitivity label, so nothing else is kept); or unreadable."),
    _column("claim_id", "ID of the bill, the same for all versions; a pseudonym derived from source and encounter."),
    _column("claim_version", "Version of the bill.", "integer"),
    _column("outcome", "READY or REJECTED."),
    _column("occurred_at", "When the source submitted this version.", "instant"),
    _column("processed_at", "When a worker processed it; null if it comes from a file.", "instant"),
    _column("source_system", "Source of the encounter."),
    _column("payer_id", "Payer that is billed by this claim."),
    _column("filing_indicator", "Claim filing indicator of that payer."),
    _column("claim_form", "PROFESSIONAL or INSTITUTIONAL."),
    _column("frequency_code", "Claim frequency: 1 original, 7 replacement, 8 void."),
    _column("purpose", "CHARGEABLE or REPORTING."),
    _column("type_of_bill", "Type of bill of an institutional claim."),
    _column("place_of_service", "Place of service of a professional claim."),
    _column("billing_npi", "NPI of the billing provider."),
    _column("rendering_npi", "NPI of the rendering provider."),
    _column("rendering_taxonomy", "Taxonomy code of the rendering provider."),
    _column("person_key", "Key of the patient: source system and patient ID.", "key"),
    _column("member_key", "Key of the member: payer, member ID and birth date under the primary coverage.", "key"),
    _column("age_band", "Age on the from date in five-year bands, such as 40-44; the highest is 90+."),
    _column("sex", "FEMALE, MALE or UNKNOWN."),
    _column("state", "State of the patient's address; null outside the United States."),
    _column("service_from", "From date of the claim.", "date"),
    _column("service_through", "Through date of the claim.", "date"),
    _column("admission_date", "Date of admission.", "date"),
    _column("discharge_status", "Patient discharge status."),
    _column("deceased", "Whether the claim has a date of death.", "flag"),
    _column("total_charge", "Total charge.", "money"),
    _rows(
        "lines",
        "The service lines, without descriptions and control numbers.",
        _column("number", "Line number.", "integer"),
        _column("procedure_code", "HCPCS, CPT or HIPPS code."),
        _column("code_system", "Code system of the procedure code; null on a rejection."),
        Column(name="modifiers", several=True, meaning="Modifiers."),
        _column("revenue_code", "Revenue code."),
        _column("units", "Units.", "quantity"),
        _column("charge", "Charge.", "money"),
        _column("service_from", "From date.", "date"),
        _column("place_of_service", "Place of service, if it differs from the claim's."),
    ),
    _rows(
        "diagnoses",
        "The diagnoses.",
        _column("rank", "Position on the claim, from 1.", "integer"),
        _column("code", "ICD-10-CM code without the dot."),
        _column("role", "PRINCIPAL, OTHER, ADMITTING, REASON_FOR_VISIT or EXTERNAL_CAUSE."),
        _column("present_on_admission", "POA indicator."),
    ),
    _rows(
        "procedures",
        "The inpatient procedures.",
        _column("code", "ICD-10-PCS code."),
        _column("date", "Date of the procedure.", "date"),
    ),
    _rows(
        "findings",
        "The findings, without messages and values.",
        _column("edit", "Code of the edit."),
        _column("severity", "REJECT, WARN or NOTICE."),
        _column("carc", "Claim adjustment reason code."),
        _column("line_number", "Service line that it is about; null for the claim as a whole.", "integer"),
        _column("waived", "Whether a biller waived it.", "flag"),
    ),
    Column(name="repairs", several=True, meaning="Codes of the repairs, one per repaired field."),
    _rows(
        "not_checked",
        "The edits that did not check the claim.",
        _column("edit", "Code of the edit."),
        _column("table", "Code table that the edit needs."),
        _column("reason", "NOT_LOADED, DATE_NOT_COVERED or EDIT_FAILED."),
    ),
    _rows(
        "prior_payers",
        "The prior payers that adjudicated the claim.",
        _column("payer_id", "The prior payer."),
        _column("paid", "What it paid on the claim as a whole.", "money"),
        _rows(
            "adjustments",
            "Its adjustments, of the claim and of the lines.",
            _column("group", "Claim adjustment group: CO, PR, OA or PI."),
            _column("reason", "Claim adjustment reason code."),
            _column("amount", "Amount.", "money"),
        ),
    ),
)
"""The columns in order. A new one is appended and may be null, so that older stores stay readable."""
