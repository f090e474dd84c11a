"""An office visit as typed values. `claims-worker schemas export --format python .` writes the module it uses."""

import datetime as dt
import uuid
from decimal import Decimal

from encounter_event import Address, Coverage, Diagnosis, EncounterEvent, Patient, Provider, ServiceLine


def office_visit(encounter_id: str) -> EncounterEvent:
    """One version of one bill: a visit and an electrocardiogram."""
    day = dt.date(2026, 11, 2)
    address = Address(line1="1200 N Lake Shore Dr", city="Chicago", state="IL", postal_code="606011234")
    return EncounterEvent(
        event_id=str(uuid.uuid4()),
        occurred_at=dt.datetime(2026, 11, 5, 15, 30, tzinfo=dt.UTC),
        source_system="example",
        encounter_id=encounter_id,
        encounter_version=1,  # a correction of the same bill has the next number
        claim_form="PROFESSIONAL",
        patient_control_number=encounter_id,
        patient=Patient(
            first_name="Ada",
            last_name="Sample",
            birth_date=dt.date(1958, 3, 14),
            sex="FEMALE",
            address=Address(line1="45 Elm St Apt 2", city="Chicago", state="IL", postal_code="606140011"),
        ),
        coverages=(
            Coverage(
                payer_id="60054",
                payer_name="Example Health Plan",
                filing_indicator="CI",
                member_id="W123456789",
                relationship="SELF",
            ),
        ),
        billing_provider=Provider(
            npi="1076543218",
            entity_type="ORGANIZATION",
            tax_id="363123456",
            tax_id_type="EIN",
            organization_name="Lakeview Family Medicine",
            taxonomy_code="207Q00000X",
            address=address,
        ),
        rendering_provider=Provider(npi="1229629633", entity_type="PERSON", first_name="Grace", last_name="Doctor"),
        place_of_service="11",
        service_from=day,
        service_through=day,
        diagnoses=(Diagnosis(code="I10", role="PRINCIPAL"), Diagnosis(code="E119", role="OTHER")),
        service_lines=(
            ServiceLine(
                line_number=1,
                procedure_code="99213",
                service_from=day,
                units=Decimal("1.000"),
                charge=Decimal("125.00"),
                diagnosis_pointers=(1, 2),
            ),
            ServiceLine(
                line_number=2,
                procedure_code="93000",
                service_from=day,
                units=Decimal("1.000"),
                charge=Decimal("65.00"),
                diagnosis_pointers=(1,),
            ),
        ),
        total_charge=Decimal("190.00"),
        provider_signature_on_file=True,
        accept_assignment_code="A",
        benefits_assignment_code="Y",
        release_of_information_code="Y",
    )
