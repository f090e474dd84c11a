"""Patients, payers and providers of the corpus: made up, with numbers of the right form."""

import random
from datetime import date, timedelta
from typing import Any, Final

Form = dict[str, Any]

_FIRST: Final = {
    "FEMALE": ("Ada", "Mary-Jo", "Zoë", "Li", "Anna Maria", "Sinéad", "Keisha", "D'Andra", "Ingrid", "Nour"),
    "MALE": ("Omar", "José", "Wei", "Søren", "John Paul", "T.J.", "Pat", "Dmitri", "Kwame", "Noah"),
}
_LAST: Final = (
    "Sample",
    "O’Brien",
    "Nuñez-Ortiz",
    "van der Berg",
    "St. John",
    "Ng",
    "Smith Jones",
    "Okonkwo",
    "MÜLLER",
    "Li",
    "Featherstonehaugh",
    "De La Cruz",
)
_ADDRESSES: Final[tuple[Form, ...]] = (
    {"line1": "45 Elm St Apt 2", "city": "Chicago", "state": "IL", "postal_code": "60614-0011"},
    {"line1": "7 Rue-Bird Ln. #4B", "city": "St. Louis", "state": "MO", "postal_code": "63101"},
    {"line1": "PO Box 1187", "city": "Fairbanks", "state": "AK", "postal_code": "997011187"},
    {
        "line1": "1200 W. 35th St",
        "line2": "c/o Rosa Example, Unit 5",
        "city": "Miami",
        "state": "FL",
        "postal_code": "33125",
    },
    {"line1": "Urb. Las Lomas, Calle 5 B-12", "city": "San Juan", "state": "PR", "postal_code": "00921"},
    {"line1": "PSC 819 Box 24", "city": "FPO", "state": "AE", "postal_code": "09645"},
    {"line1": "88 Queen St E", "city": "Toronto", "state": "ON", "postal_code": "M5C 1S1", "country": "CA"},
    {"line1": "Av. Reforma 222, Piso 3", "city": "Monterrey", "country": "MX"},
    {"line1": "100 Main Street", "city": "Winston-Salem", "state": "NC", "postal_code": "27101 2345"},
    {"line1": "3 1/2 Mill Rd", "city": "Coeur d'Alene", "state": "ID", "postal_code": "83814"},
)
_PHONES: Final = ("7735550111", "(312) 555-0142", "+1 907 555 0188", "1-305-555-0170", None)

PAYERS: Final[dict[str, Form]] = {
    "MB": {"payer_id": "00952", "payer_name": "Medicare Part B", "filing_indicator": "MB"},
    "MA": {"payer_id": "00621", "payer_name": "Medicare Part A", "filing_indicator": "MA"},
    "MC": {"payer_id": "ILMCD", "payer_name": "State Medicaid", "filing_indicator": "MC", "member_id": "312456789"},
    "CI": {"payer_id": "60054", "payer_name": "Example Health Plan", "filing_indicator": "CI", "member_id": "W12345"},
    "BL": {"payer_id": "00621B", "payer_name": "Example Blue", "filing_indicator": "BL", "member_id": "XOF823456789"},
    "HM": {"payer_id": "36273", "payer_name": "Example HMO", "filing_indicator": "HM", "member_id": "900112233-01"},
    "16": {"payer_id": "87726", "payer_name": "Example Advantage", "filing_indicator": "16", "member_id": "9912345"},
    "12": {"payer_id": "62308", "payer_name": "Example PPO", "filing_indicator": "12", "member_id": "U4455667 02"},
    "CH": {"payer_id": "99726", "payer_name": "Uniformed Services", "filing_indicator": "CH", "member_id": "11122333"},
    "OF": {"payer_id": "77003", "payer_name": "Federal Program", "filing_indicator": "OF", "member_id": "F0099887"},
    "VA": {"payer_id": "12115", "payer_name": "Veterans Program", "filing_indicator": "VA", "member_id": "V1002003"},
    "WC": {
        "payer_id": "WC001",
        "payer_name": "Example Work Insurance",
        "filing_indicator": "WC",
        "member_id": "WC9911",
    },
    "AM": {
        "payer_id": "AM777",
        "payer_name": "Example Auto Insurance",
        "filing_indicator": "AM",
        "member_id": "P-1188",
    },
}
_LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY"
_NEW_NUMBERS: Final = date(2018, 4, 1)


def npi(number: int) -> str:
    """An NPI with its check digit, from a number below 10 ** 8."""
    digits = f"1{number:08d}"
    total = 24 + sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def medicare_id(chance: random.Random, on: date = _NEW_NUMBERS) -> str:
    """A Medicare number of the form in use on a day, now and then with the hyphens of the card."""
    if on < _NEW_NUMBERS:
        return f"{chance.randrange(1, 10**9):09d}A"
    kinds = {"1": "123456789", "9": "0123456789", "L": _LETTERS, "A": _LETTERS + "0123456789", "D": "0123456789"}
    # Place by place: digit, letter, either, digit, letter, either, digit, letter, letter, digit, digit.
    made = "".join(chance.choice(kinds[kind]) for kind in ("1", "L", "A", "9", "L", "A", "9", "L", "L", "D", "D"))
    return f"{made[:4]}-{made[4:7]}-{made[7:]}" if chance.random() < 0.2 else made


def patient(age: int, sex: str, on: date, chance: random.Random) -> Form:
    """A person who is this old on the day; a newborn was born on it."""
    born = on if age == 0 else date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=chance.randrange(1, 300))
    made: Form = {
        "first_name": chance.choice(_FIRST[sex]),
        "last_name": chance.choice(_LAST),
        "birth_date": born.isoformat(),
        "sex": sex,
        "address": dict(chance.choice(_ADDRESSES)),
        "phone": chance.choice(_PHONES),
    }
    if chance.random() < 0.3:
        made |= {"middle_name": chance.choice("ABC"), "suffix": chance.choice(("Jr", "III", None))}
    return made


def coverage(payer: str, holder: Form, age: int, chance: random.Random, on: date) -> Form:
    """The patient's coverage by a payer on a day; children have theirs by a parent."""
    made: Form = {**PAYERS[payer], "relationship": "SELF"}
    if payer in ("MA", "MB"):
        made["member_id"] = medicare_id(chance, on)
    elif payer in ("WC", "AM"):
        made |= {"relationship": "OTHER", "subscriber": {"last_name": "Example Steel Works"}}
    elif age < 19 and payer != "MC":
        parent = {"first_name": "Parent", "last_name": holder["last_name"], "birth_date": "1984-02-11", "sex": "FEMALE"}
        made |= {"relationship": "CHILD", "subscriber": {**parent, "address": dict(holder["address"])}}
    return made


def person(role: int, first: str, last: str, taxonomy: str | None = None) -> Form:
    """A provider who is a person."""
    made = {"npi": npi(role), "entity_type": "PERSON", "first_name": first, "last_name": last}
    return made if taxonomy is None else {**made, "taxonomy_code": taxonomy}


def organization(number: int, name: str, taxonomy: str) -> Form:
    """A billing provider: an organization with a street address, a tax id and a telephone."""
    return {
        "npi": npi(number),
        "entity_type": "ORGANIZATION",
        "organization_name": name,
        "taxonomy_code": taxonomy,
        "tax_id": f"36-{number % 10_000_000:07d}",
        "tax_id_type": "EIN",
        "address": {"line1": "1200 N Lake Shore Dr", "city": "Chicago", "state": "IL", "postal_code": "60601-1234"},
        "phone": "312.555.0142",
    }
