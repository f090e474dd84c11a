"""From a FHIR R4 Bundle with a professional Claim to an encounter event, as an integration engine would map it.

    python fhir_to_event.py fhir-claim-bundle.json | claims-worker check -

The Bundle holds the Claim and what it refers to: Patient, Coverage, Encounter, Organization, Practitioner. What the
script cannot place it refuses; a clinical record without a Claim has no charges and is no bill.
"""

import json
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Resource = Mapping[str, Any]

ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
NPI = "http://hl7.org/fhir/sid/us-npi"
EIN = "urn:oid:2.16.840.1.113883.4.4"
TAXONOMY = "http://nucc.org/provider-taxonomy"
PROCEDURES = ("http://www.ama-assn.org/go/cpt", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")
PLACES = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"

# What a FHIR server does not say, and your site knows: the claim filing indicator (SBR09) of each payer.
FILING_INDICATORS = {"60054": "CI"}
SOURCE_SYSTEM = "epic-prod-east"

PLACED = {
    *(
        "resourceType",
        "id",
        "meta",
        "identifier",
        "status",
        "type",
        "use",
        "patient",
        "created",
        "provider",
        "priority",
    ),
    *("careTeam", "diagnosis", "insurance", "item", "total"),
}
PLACED_OF_ITEM = {
    *("id", "sequence", "careTeamSequence", "diagnosisSequence", "productOrService", "modifier", "servicedDate"),
    *("locationCodeableConcept", "quantity", "unitPrice", "net", "encounter"),
}
"""What of a Claim this mapping uses or may leave out. It refuses a Claim with anything else, rather than lose it."""

SEX = {"female": "FEMALE", "male": "MALE", "other": "UNKNOWN", "unknown": "UNKNOWN"}
RELATIONSHIPS = {"self": "SELF", "spouse": "SPOUSE", "child": "CHILD", "other": "OTHER"}


class CannotMap(Exception):
    """The Bundle lacks something, or has something that this mapping does not place."""


def events_of(bundle: Resource) -> Iterator[dict[str, Any]]:
    """An event for each Claim of a Bundle."""
    resources = [entry["resource"] for entry in bundle.get("entry", ())]
    by_reference = {f"{each['resourceType']}/{each['id']}": each for each in resources}
    claims = [each for each in resources if each["resourceType"] == "Claim"]
    if not claims:
        raise CannotMap("the Bundle has no Claim")
    for claim in claims:
        yield event_of(claim, by_reference)


def event_of(claim: Resource, by_reference: Mapping[str, Resource]) -> dict[str, Any]:
    """The event of one Claim."""

    def follow(reference: Resource) -> Resource:
        found = by_reference.get(reference["reference"])
        if found is None:
            raise CannotMap(f"the Bundle lacks {reference['reference'].partition('/')[0]}, which the Claim refers to")
        return found

    if claim["use"] != "claim" or claim["status"] != "active":
        raise CannotMap("the Claim is a preauthorization or an estimate, or is not active")
    if claim["type"]["coding"][0]["code"] != "professional":
        raise CannotMap("this mapping is for professional claims")
    for part, placed in ((claim, PLACED), *((item, PLACED_OF_ITEM) for item in claim["item"])):
        if other := set(part) - placed:
            raise CannotMap(f"this mapping does not place {', '.join(sorted(other))} of the Claim")
    if {tuple(item.get("careTeamSequence", ())) for item in claim["item"]} - {(), (1,)}:
        raise CannotMap("several care teams; each is a rendering_provider of its line")
    encounter = follow(claim["item"][0]["encounter"][0])
    version = int(claim["meta"]["versionId"])
    days = sorted(item["servicedDate"] for item in claim["item"])
    insurance = sorted(claim["insurance"], key=lambda each: each["sequence"])
    team = {member["sequence"]: follow(member["provider"]) for member in claim.get("careTeam", ())}
    return {
        "event_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SOURCE_SYSTEM}/Claim/{claim['id']}/{version}")),
        "occurred_at": claim["created"],
        "source_system": SOURCE_SYSTEM,
        "encounter_id": encounter["identifier"][0]["value"],
        "encounter_version": version,
        "claim_form": "PROFESSIONAL",
        "patient_control_number": claim["identifier"][0]["value"],
        "patient": patient_of(follow(claim["patient"])),
        "coverages": [coverage_of(follow(each["coverage"]), follow) for each in insurance],
        "billed_coverage": next(index for index, each in enumerate(insurance) if each["focal"]),
        "billing_provider": provider_of(follow(claim["provider"])),
        "rendering_provider": provider_of(team[1]) if team else None,
        "place_of_service": code_of(claim["item"][0]["locationCodeableConcept"], (PLACES,)),
        "service_from": days[0],
        "service_through": days[-1],
        "diagnoses": [
            {
                "code": code_of(each["diagnosisCodeableConcept"], (ICD_10_CM,)),
                "role": "PRINCIPAL" if each["sequence"] == 1 else "OTHER",
            }
            for each in sorted(claim["diagnosis"], key=lambda each: each["sequence"])
        ],
        "service_lines": [line_of(item) for item in claim["item"]],
        "total_charge": money(claim["total"]),
        # Answers that FHIR has in Consent and Contract, if anywhere; the engine knows them from registration.
        "accept_assignment_code": "A",
        "benefits_assignment_code": "Y",
        "release_of_information_code": "Y",
        "provider_signature_on_file": True,
    }


def line_of(item: Resource) -> dict[str, Any]:
    """A service line."""
    place = item.get("locationCodeableConcept")
    return {
        "line_number": item["sequence"],
        "control_number": item["id"],
        "procedure_code": code_of(item["productOrService"], PROCEDURES),
        "modifiers": [code_of(each, PROCEDURES) for each in item.get("modifier", ())],
        "service_from": item["servicedDate"],
        "place_of_service": None if place is None else code_of(place, (PLACES,)),
        "units": str(item["quantity"]["value"]),
        "unit_of_measure": "UN",
        "charge": money(item["net"]),
        "diagnosis_pointers": item["diagnosisSequence"],
    }


def patient_of(patient: Resource) -> dict[str, Any]:
    """The patient."""
    name = patient["name"][0]
    return {
        "patient_id": patient["identifier"][0]["value"],
        "first_name": name["given"][0],
        "last_name": name["family"],
        "birth_date": patient["birthDate"],
        "sex": SEX[patient["gender"]],
        "address": address_of(patient),
        "phone": phone_of(patient),
    }


def coverage_of(coverage: Resource, follow: Any) -> dict[str, Any]:
    """A payer, in the order of payment."""
    payer = follow(coverage["payor"][0])
    payer_id = payer["identifier"][0]["value"]
    groups = [each["value"] for each in coverage.get("class", ()) if each["type"]["coding"][0]["code"] == "group"]
    return {
        "payer_id": payer_id,
        "payer_name": payer["name"],
        "filing_indicator": FILING_INDICATORS[payer_id],
        "member_id": coverage["subscriberId"],
        "group_number": groups[0] if groups else None,
        "relationship": RELATIONSHIPS[coverage["relationship"]["coding"][0]["code"]],
    }


def provider_of(provider: Resource) -> dict[str, Any]:
    """An Organization or a Practitioner."""
    ids = {each["system"]: each["value"] for each in provider["identifier"]}
    if provider["resourceType"] == "Practitioner":
        name = provider["name"][0]
        return {
            "npi": ids[NPI],
            "entity_type": "PERSON",
            "first_name": name["given"][0],
            "last_name": name["family"],
        }
    return {
        "npi": ids[NPI],
        "entity_type": "ORGANIZATION",
        "organization_name": provider["name"],
        "taxonomy_code": code_of(provider["type"][0], (TAXONOMY,)),
        "tax_id": ids[EIN],
        "tax_id_type": "EIN",
        "address": address_of(provider),
        "phone": phone_of(provider),
    }


def address_of(party: Resource) -> dict[str, Any]:
    """The first address."""
    address = party["address"][0]
    return {
        "line1": address["line"][0],
        "line2": address["line"][1] if len(address["line"]) > 1 else None,
        "city": address["city"],
        "state": address["state"],
        "postal_code": address["postalCode"],
    }


def phone_of(party: Resource) -> str | None:
    """The first phone number."""
    return next((each["value"] for each in party.get("telecom", ()) if each["system"] == "phone"), None)


def code_of(concept: Resource, systems: Sequence[str]) -> str:
    """The code of a concept in one of these code systems, whatever other codes it has."""
    for coding in concept.get("coding", ()):
        if coding.get("system") in systems:
            return str(coding["code"])
    raise CannotMap(f"a code is not of {' or '.join(systems)}; a SNOMED CT code needs a map of your own")


def money(amount: Resource) -> str:
    """An amount in US dollars."""
    if amount["currency"] != "USD":
        raise CannotMap("an amount is not in USD")
    return str(amount["value"])


def read(text: str) -> Any:
    """Parse JSON with decimals as they are written: a binary float would change them."""
    return json.loads(text, parse_float=str)


def main() -> None:
    """Print the events of a Bundle as JSON lines."""
    with open(sys.argv[1], encoding="utf-8") as file:
        bundle = read(file.read())
    try:
        for event in events_of(bundle):
            print(json.dumps(event, ensure_ascii=False))
    except CannotMap as why:
        sys.exit(str(why))
    except (KeyError, IndexError, ValueError):
        sys.exit("the Bundle lacks something that this mapping needs, or has a code that it does not know")


if __name__ == "__main__":
    main()
