"""An encounter event: one version of one bill, as an EHR sends it (schemas/CONTRACT.md, "Encounter events").

Fields, their order and their defaults equal those of `schemas/avro/EncounterEvent.avsc`; a test compares them.
"""

from typing import Literal

from schemas.scalars import Date, Flag, Instant, Int, Money, Quantity, Text, Uuid
from schemas.value import value

ClaimForm = Literal["PROFESSIONAL", "INSTITUTIONAL"]
"""The claim form: professional (837P) or institutional (837I)."""

Purpose = Literal["CHARGEABLE", "REPORTING"]
"""Whether the bill asks for payment or only reports services paid by capitation."""

Sex = Literal["FEMALE", "MALE", "UNKNOWN"]
"""Administrative sex, as payers have it on file."""

Relationship = Literal["SELF", "SPOUSE", "CHILD", "OTHER"]
"""The patient's relationship to the subscriber of a coverage."""

EntityType = Literal["PERSON", "ORGANIZATION", "UNKNOWN"]
"""Whether a provider is a person or an organization."""

TaxIdType = Literal["EIN", "SSN"]
"""Whether a tax ID is an EIN or an SSN."""

DiagnosisRole = Literal["PRINCIPAL", "OTHER", "ADMITTING", "REASON_FOR_VISIT", "EXTERNAL_CAUSE"]
"""The role of a diagnosis on the claim."""

ClaimDateKind = Literal[
    "ONSET",
    "INITIAL_TREATMENT",
    "LAST_SEEN",
    "LAST_MENSTRUAL_PERIOD",
    "ACUTE_MANIFESTATION",
    "LAST_XRAY",
    "FIRST_CONTACT",
    "DISABILITY_FROM",
    "DISABILITY_THROUGH",
    "HOSPITALIZED_FROM",
    "HOSPITALIZED_THROUGH",
    "ASSUMED_CARE",
    "RELINQUISHED_CARE",
]
"""What a claim-level date is about (837 DTP)."""


@value
class Address:
    """A postal address."""

    line1: Text
    line2: Text | None = None
    city: Text
    state: Text | None = None
    postal_code: Text | None = None
    country: Text = "US"


@value
class ProviderId:
    """A secondary identifier of a provider (837 REF), besides NPI and tax ID."""

    qualifier: Text
    value: Text


@value
class Provider:
    """A provider in any role, from billing provider to service facility."""

    npi: Text | None = None
    entity_type: EntityType = "UNKNOWN"
    organization_name: Text | None = None
    first_name: Text | None = None
    middle_name: Text | None = None
    last_name: Text | None = None
    suffix: Text | None = None
    taxonomy_code: Text | None = None
    tax_id: Text | None = None
    tax_id_type: TaxIdType | None = None
    other_ids: tuple[ProviderId, ...] = ()
    address: Address | None = None
    phone: Text | None = None


@value
class Patient:
    """The person who received the services."""

    patient_id: Text | None = None
    first_name: Text
    middle_name: Text | None = None
    last_name: Text
    suffix: Text | None = None
    birth_date: Date | None = None
    sex: Sex = "UNKNOWN"
    death_date: Date | None = None
    address: Address | None = None
    phone: Text | None = None


@value
class Subscriber:
    """The person who holds a coverage, if it is not the patient."""

    first_name: Text | None = None
    middle_name: Text | None = None
    last_name: Text | None = None
    suffix: Text | None = None
    birth_date: Date | None = None
    sex: Sex = "UNKNOWN"
    address: Address | None = None


@value
class Adjustment:
    """Part of a charge that a payer did not pay, and why (CAS)."""

    group: Text
    reason: Text
    amount: Money
    quantity: Quantity | None = None


@value
class CoverageAdjudication:
    """How a prior payer adjudicated the claim as a whole."""

    adjudicated_on: Date | None = None
    paid: Money
    remaining_patient_liability: Money | None = None
    payer_claim_control_number: Text | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remark_codes: tuple[Text, ...] = ()


@value
class Coverage:
    """A payer and the patient's membership with it; coverages are in order of payment."""

    payer_id: Text | None = None
    payer_name: Text | None = None
    filing_indicator: Text | None = None
    member_id: Text | None = None
    group_number: Text | None = None
    insurance_type_code: Text | None = None
    relationship: Relationship
    subscriber: Subscriber | None = None
    valid_from: Date | None = None
    valid_through: Date | None = None
    adjudication: CoverageAdjudication | None = None


@value
class Diagnosis:
    """An ICD-10-CM code of the encounter."""

    code: Text
    role: DiagnosisRole
    present_on_admission: Text | None = None


@value
class InpatientProcedure:
    """An ICD-10-PCS code of an inpatient stay; the principal procedure is first."""

    code: Text
    date: Date


@value
class Ndc:
    """The drug on a service line."""

    code: Text
    quantity: Quantity
    unit: Text


@value
class LineAdjudication:
    """How a prior payer adjudicated one line."""

    coverage: Int
    paid: Money
    paid_units: Quantity | None = None
    adjudicated_on: Date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remaining_patient_liability: Money | None = None


@value
class ServiceLine:
    """One billed service."""

    line_number: Int = 0
    control_number: Text | None = None
    procedure_code: Text | None = None
    procedure_qualifier: Text = "HC"
    description: Text | None = None
    modifiers: tuple[Text, ...] = ()
    revenue_code: Text | None = None
    service_from: Date | None = None
    service_through: Date | None = None
    units: Quantity
    unit_of_measure: Text = "UN"
    charge: Money
    non_covered_charge: Money | None = None
    diagnosis_pointers: tuple[Int, ...] = ()
    place_of_service: Text | None = None
    rendering_provider: Provider | None = None
    referring_provider: Provider | None = None
    ordering_provider: Provider | None = None
    supervising_provider: Provider | None = None
    service_facility: Provider | None = None
    ndc: Ndc | None = None
    emergency: Flag | None = None
    epsdt: Flag | None = None
    prior_authorization_number: Text | None = None
    clia_number: Text | None = None
    adjudications: tuple[LineAdjudication, ...] = ()


@value
class OccurrenceCode:
    """An occurrence code and its date; institutional."""

    code: Text
    date: Date


@value
class OccurrenceSpan:
    """An occurrence span code and its period; institutional."""

    code: Text
    from_: Date
    through: Date


@value
class ValueCode:
    """A value code and its amount; institutional."""

    code: Text
    amount: Money


@value
class Institutional:
    """What only an institutional bill has."""

    type_of_bill: Text
    admission_date: Date | None = None
    admission_hour: Text | None = None
    admission_type: Text | None = None
    admission_source: Text | None = None
    discharge_status: Text | None = None
    discharge_hour: Text | None = None
    drg: Text | None = None
    occurrence_codes: tuple[OccurrenceCode, ...] = ()
    occurrence_spans: tuple[OccurrenceSpan, ...] = ()
    value_codes: tuple[ValueCode, ...] = ()


@value
class Accident:
    """Whether an accident caused the condition, and what kind."""

    employment: Flag = False
    auto: Flag = False
    other: Flag = False
    date: Date | None = None
    state: Text | None = None
    country: Text | None = None
    property_casualty_claim_number: Text | None = None


@value
class ClaimDate:
    """A claim-level date, such as the onset of the illness."""

    kind: ClaimDateKind
    date: Date


@value
class Ambulance:
    """An ambulance transport."""

    transport_reason: Text
    distance_miles: Quantity
    patient_count: Int | None = None
    pickup: Address | None = None
    dropoff: Address | None = None
    certification_codes: tuple[Text, ...] = ()
    round_trip: Flag | None = None
    patient_weight_pounds: Quantity | None = None


@value
class Attachment:
    """A document that supports the claim (837 PWK)."""

    report_type: Text
    transmission_code: Text
    control_number: Text | None = None


@value
class Waiver:
    """An authorized biller's override of one edit."""

    edit: Text
    reason: Text | None = None


@value
class EncounterEvent:
    """One version of one bill of an encounter, as its source system submitted it."""

    event_id: Uuid
    occurred_at: Instant
    source_system: Text
    encounter_id: Text
    encounter_version: Int
    claim_form: ClaimForm
    frequency_code: Text = "1"
    purpose: Purpose = "CHARGEABLE"
    patient_control_number: Text | None = None
    payer_claim_control_number: Text | None = None
    patient: Patient
    coverages: tuple[Coverage, ...] = ()
    billed_coverage: Int = 0
    billing_provider: Provider
    pay_to_address: Address | None = None
    rendering_provider: Provider | None = None
    referring_provider: Provider | None = None
    ordering_provider: Provider | None = None
    supervising_provider: Provider | None = None
    attending_provider: Provider | None = None
    operating_provider: Provider | None = None
    service_facility: Provider | None = None
    place_of_service: Text | None = None
    service_from: Date
    service_through: Date
    diagnoses: tuple[Diagnosis, ...] = ()
    procedures: tuple[InpatientProcedure, ...] = ()
    service_lines: tuple[ServiceLine, ...] = ()
    institutional: Institutional | None = None
    total_charge: Money
    patient_paid: Money | None = None
    prior_authorization_number: Text | None = None
    referral_number: Text | None = None
    clia_number: Text | None = None
    mammography_certification_number: Text | None = None
    ide_number: Text | None = None
    demonstration_id: Text | None = None
    accident: Accident | None = None
    dates: tuple[ClaimDate, ...] = ()
    ambulance: Ambulance | None = None
    provider_signature_on_file: Flag | None = None
    accept_assignment_code: Text | None = None
    benefits_assignment_code: Text | None = None
    release_of_information_code: Text | None = None
    patient_signature_source_code: Text | None = None
    condition_codes: tuple[Text, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    delay_reason_code: Text | None = None
    special_program_code: Text | None = None
    waived_edits: tuple[Waiver, ...] = ()
    claim_note: Text | None = None
    sensitivity: tuple[Text, ...] = ()
