"""Claims of known findings with answers of known codes give exactly the known classes, whatever the order of files."""

import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from tests.answers.sent import Form, finding, sent
from tests.support.x12_answers import acknowledgment, answer_file, payment
from tests.support.x12_claims import written
from workers.__main__ import main

FIRED: Final = finding("CV113", claim_adjustment_reason_code="31", remark_codes=["N382"])
WAIVED: Final = finding(
    "CV108", claim_adjustment_reason_code="197", remark_codes=["M62"], severity="NOTICE", waived=True
)
ON_LINE_2: Final = finding("MO102", claim_adjustment_reason_code="182", remark_codes=["N517"], line_number=2)
CLASSES: Final = {
    "warned": (sent("WARNED", [FIRED]), "CAS*CO*31*190", "MOA***N382"),
    "waived": (sent("WAIVED", [WAIVED]), "CAS*CO*197*190", "MOA***M62"),
    "not_checked": (sent("UNCHECKED"), "CAS*CO*236*190", ""),
    "off": (sent("OFF"), "CAS*CO*109*190", "MOA***N104"),
    "silent": (sent("SILENT"), "CAS*CO*29*190", ""),
    "no_edit": (sent("NOEDIT"), "CAS*CO*252*190", "MOA***N706"),
    "not_a_refusal": (sent("ORDINARY"), "CAS*CO*45*190", ""),
}
NONE: Final = dict.fromkeys((*CLASSES, "ambiguous", "not_ours"), 0)


def run(folder: Path, claims: Sequence[Form], files: Sequence[bytes], *options: str) -> Result:
    """Run `answers` on claims and files of answers."""
    (folder / "claims.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in claims))
    names = []
    for number, data in enumerate(files):
        (folder / f"{number}.x12").write_bytes(data)
        names.append(str(folder / f"{number}.x12"))
    arguments = ("--claims", str(folder / "claims.jsonl"), "--answers", *names, *options)
    return CliRunner().invoke(main, ("answers", *arguments), catch_exceptions=False)


def report(folder: Path, claims: Sequence[Form], files: Sequence[bytes], *options: str) -> dict[str, Any]:
    """The report in JSON, with small cells."""
    result = run(folder, claims, files, "--format", "json", "--internal", *options)
    assert result.exit_code == 0, result.stderr
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def era(*claims: str, trace: str = "CHK1", day: str = "20261120") -> bytes:
    """An 835 with the claims."""
    return written(answer_file(payment([one for one in claims if one], trace=trace, day=day)))


def denied(number: str, *more: str, charge: str = "190", status: str = "4", paid: str = "0") -> list[str]:
    """A claim of an 835 that is not paid, with its adjustments."""
    return [f"CLP*{number}*{status}*{charge}*{paid}**12*ICN1*11*1", *more]


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_of_an_835(name: str, tmp_path: Path) -> None:
    """One claim and one code: exactly the class, its money, and no other."""
    claim, *segments = CLASSES[name]
    number = claim["claim"]["patient_control_number"]
    found = report(tmp_path, [claim], [era(*denied(number, *segments))])
    assert found["counts"] == NONE | {name: 1}
    assert found["amounts"] == dict.fromkeys(NONE, "0.00") | {name: "190.00"}
    assert found["claims"] == {"sent": 1, "answered": 1, "decided": 1, "repeated": 0}


def test_all_classes_together(tmp_path: Path) -> None:
    """Every class once, an answer that fits two claims, and one that fits none."""
    claims = [claim for claim, *_ in CLASSES.values()]
    claims += [sent("TWICE", bill="one"), sent("TWICE", bill="two")]
    answered = [segment for claim, *more in CLASSES.values() for segment in denied(_number(claim), *more)]
    found = report(tmp_path, claims, [era(*answered, *denied("TWICE"), *denied("FOREIGN"))])
    assert found["counts"] == dict.fromkeys(NONE, 1)
    assert found["answers"] == {"277CA": 0, "835": 9, "repeated": 0, "reversals": 0, "unbalanced": 0}
    edits = {row["code"]: row["edits"] for row in found["codes"]}
    assert edits == {
        "CO-31 N382": {"warned": ["CV113"]},
        "CO-197 M62": {"waived": ["CV108"]},
        "CO-236": {"not_checked": ["NC101", "NC102"]},
        "CO-109 N104": {"off": ["CV110"]},
        "CO-29": {"silent": ["TF101"]},
        "CO-252 N706": {},
    }


def _number(claim: Form) -> str:
    number: str = claim["claim"]["patient_control_number"]
    return number


@pytest.mark.parametrize(
    ("status", "claim", "expected"),
    [
        ("A7:562:85", sent("A", [finding("X", status=[{"category": "A7", "code": "562", "entity": "85"}])]), "warned"),
        (
            "A7:562:82",
            sent("A", [finding("X", status=[{"category": "A7", "code": "562", "entity": "85"}])]),
            "not_checked",
        ),
        ("A6:247", sent("A"), "silent"),
        ("A3:999", sent("A"), "no_edit"),
        ("A2:20:PR", sent("A"), "not_a_refusal"),
    ],
)
def test_each_class_of_a_277ca(status: str, claim: Form, expected: str, tmp_path: Path) -> None:
    """The status with its entity decides; one without edits of its entity, the status alone."""
    stated = [f"TRN*2*{_number(claim)}", f"STC*{status}*20261107*U*190"]
    found = report(tmp_path, [claim], [written(answer_file(acknowledgment(stated), kind="277"))])
    assert found["counts"] == NONE | {expected: 1}
    refused = expected != "not_a_refusal"
    assert found["amounts"][expected] == ("190.00" if refused else "0.00")
    assert found["claims"]["decided"] == int(refused)


def test_the_charge_of_a_277ca_counts_once(tmp_path: Path) -> None:
    """Three statuses of one refused claim are three codes; its charge is with the strongest class."""
    claim = sent("A", [finding("CV113", status=[{"category": "A7", "code": "33", "entity": None}])])
    stated = ["TRN*2*A", "STC*A3:999*20261107*U*190******A7:33*A6:247"]
    found = report(tmp_path, [claim], [written(answer_file(acknowledgment(stated), kind="277"))])
    assert found["counts"] == NONE | {"no_edit": 1, "warned": 1, "silent": 1}
    assert found["amounts"] == dict.fromkeys(NONE, "0.00") | {"warned": "190.00"}


def test_a_batch_that_is_refused_takes_its_claims_along(tmp_path: Path) -> None:
    """The claims of a refused provider are refused; of a batch without claims only a note is printed."""
    refused = acknowledgment(["TRN*2*A"], provider=["STC*A3:999*20261107*U*190"])
    alone = acknowledgment(batch=["STC*A3:24:41*20261107*U"])
    result = run(
        tmp_path, [sent("A")], [written(answer_file(refused, alone, kind="277"))], "--format", "json", "--internal"
    )
    assert json.loads(result.stdout)["counts"] == NONE | {"no_edit": 1}
    assert "a batch or a provider refused as a whole, without its claims" in result.stderr
    assert result.exit_code == 0


def test_a_code_on_a_line_is_about_that_line(tmp_path: Path) -> None:
    """A finding on the answered line warned; on another line the edit found nothing; without a line it warned too."""
    svc = ["SVC*HC:99213*125*0", "DTM*472*20261102", "REF*6R*A-1", "CAS*CO*182*125", "LQ*HE*N517"]
    other = ["SVC*HC:93000*65*0", "DTM*472*20261102", "CAS*CO*182*65", "LQ*HE*N517"]
    found = report(tmp_path, [sent("A", [ON_LINE_2])], [era(*denied("A", *svc, *other))])
    assert found["counts"] == NONE | {"silent": 1, "warned": 1}
    assert (found["amounts"]["silent"], found["amounts"]["warned"]) == ("125.00", "65.00")
    whole = sent("A", [ON_LINE_2 | {"line_number": None}])
    assert report(tmp_path, [whole], [era(*denied("A", *svc, *other))])["counts"]["warned"] == 2


def test_remark_codes_of_the_claim_explain_a_line_without_any(tmp_path: Path) -> None:
    """A CARC on a line leads to edits by the remark codes of its line; if it has none, by those of the claim."""
    svc = ["MOA***N382", "SVC*HC:99213*125*0", "CAS*CO*31*125", "SVC*HC:93000*65*0", "CAS*CO*16*65", "LQ*HE*N706"]
    found = report(tmp_path, [sent("A", [FIRED])], [era(*denied("A", *svc))])
    assert found["counts"] == NONE | {"warned": 1, "no_edit": 1}
    assert [row["code"] for row in found["codes"]] == ["CO-31", "CO-16 N706"]


def test_a_line_by_its_revenue_code(tmp_path: Path) -> None:
    """A line without a procedure is found by its revenue code, date and charge."""
    claim = sent("A", [ON_LINE_2])
    first, second = claim["claim"]["encounter"]["service_lines"]
    for line, code in ((first, "0450"), (second, "0250")):
        line |= {"procedure_code": None, "revenue_code": code}
    svc = ["SVC*NU:0250*65*0", "CAS*CO*182*65", "LQ*HE*N517", "SVC*NU:0450*125*0", "CAS*CO*182*125", "LQ*HE*N517"]
    found = report(tmp_path, [claim], [era(*denied("A", *svc))], "--claims-list")
    assert [(one["line_number"], one["class"]) for one in found["list"]] == [(2, "warned"), (1, "silent")]


def test_the_order_of_claims_answers_and_files_does_not_matter(tmp_path: Path) -> None:
    """The report is the same however claims, answers and files are shuffled; only its list keeps their order."""
    number = "ACCOUNT-12345678-20"
    claims = [claim for claim, *_ in CLASSES.values()]
    claims += [sent("TWICE", bill="one"), sent("TWICE", bill="two", total_charge="191.00"), sent(number)]
    claims += [sent("R", [FIRED]), sent("R", version=2, occurred_at="2026-11-19T00:00:00Z")]
    days = {
        "20261115": [
            *[denied(_number(claim), *more) for claim, *more in CLASSES.values()],
            denied("R", "CAS*CO*29*190"),
        ],
        "20261118": [denied("TWICE", "CAS*CO*29*190"), denied("R", charge="-190", status="22"), denied(number[:17])],
        "20261120": [denied("R", "CAS*CO*31*190", "MOA***N382"), denied("FOREIGN")],
    }
    chance = random.Random(3)
    expected = None
    for _ in range(6):
        files = []
        for day, groups in days.items():
            chance.shuffle(groups)
            files.append(era(*(segment for group in groups for segment in group), trace=day, day=day))
        chance.shuffle(files)
        chance.shuffle(claims)
        found = report(tmp_path, claims, files)
        expected = expected or found
        assert found == expected
    assert expected is not None
    assert expected["counts"] == dict.fromkeys(CLASSES, 1) | {"warned": 2, "silent": 2, "ambiguous": 0, "not_ours": 1}


def test_what_is_no_refusal(tmp_path: Path) -> None:
    """Group PR, the ordinary CARCs, and all codes of a claim that was paid and passed on; CARCs can be chosen."""
    more = ["CAS*PR*31*40", "CAS*CO*45*30**253*20", "MOA***N382"]
    assert report(tmp_path, [sent("A", [FIRED])], [era(*denied("A", *more))])["counts"]["not_a_refusal"] == 3
    forwarded = denied("A", "CAS*CO*31*90", "MOA***N382", status="19", paid="100")
    assert report(tmp_path, [sent("A")], [era(*forwarded)])["counts"] == NONE | {"not_a_refusal": 1}
    chosen = report(tmp_path, [sent("A")], [era(*denied("A", *more))], "--ordinary-reasons", "253, 31")
    assert chosen["counts"] == NONE | {"not_a_refusal": 2, "no_edit": 1}


def test_a_reversal_and_its_correction_are_one_decision(tmp_path: Path) -> None:
    """Only the corrected decision counts, in whatever order the files come; a reversal alone leaves none."""
    files = [
        era(*denied("A", "CAS*CO*29*190"), trace="1", day="20261115"),
        era(*denied("A", "CAS*CO*29*-190", charge="-190", status="22"), trace="2", day="20261118"),
        era(*denied("A", "CAS*CO*252*190", "MOA***N706"), trace="3", day="20261119"),
    ]
    for chosen in itertools.permutations(files):
        found = report(tmp_path, [sent("A")], chosen)
        assert found["counts"] == NONE | {"no_edit": 1}
        assert found["answers"]["reversals"] == 1
        assert found["amounts"]["silent"] == "0.00"
    alone = report(tmp_path, [sent("A")], files[:2])
    assert (alone["counts"], alone["claims"]["decided"]) == (NONE, 0)


def test_a_reversal_takes_the_decision_of_its_charge(tmp_path: Path) -> None:
    """Of two decisions a reversal takes the last one with its charge; one with another charge takes none."""
    files = [
        era(*denied("A", "CAS*CO*29*190"), trace="1", day="20261115"),
        era(*denied("A", "CAS*CO*109*65", charge="65"), trace="2", day="20261116"),
        era(
            *denied("A", charge="-190", status="22"), *denied("A", charge="-7", status="22"), trace="3", day="20261117"
        ),
    ]
    found = report(tmp_path, [sent("A")], files)
    assert (found["counts"]["off"], found["counts"]["silent"], found["answers"]["reversals"]) == (1, 0, 2)


def test_a_correction_is_about_the_version_that_was_decided(tmp_path: Path) -> None:
    """After a replacement was sent, the correction of the first decision is still about the first version."""
    first = sent("A", [FIRED])
    second = sent("A", version=2, frequency_code="7", occurred_at="2026-11-16T10:00:00Z")
    files = [
        era(*denied("A", "CAS*CO*29*190"), trace="1", day="20261115"),
        era(*denied("A", "CAS*CO*29*-190", charge="-190", status="22"), trace="2", day="20261118"),
        era(*denied("A", "CAS*CO*31*190", "MOA***N382"), trace="3", day="20261118"),
        era(*denied("A", "CAS*CO*31*190", "MOA***N382"), trace="4", day="20261125"),
    ]
    found = report(tmp_path, [second, first], files, "--claims-list")
    assert [(one["claim_version"], one["class"]) for one in found["list"]] == [(1, "warned"), (2, "not_checked")]


def test_answers_read_twice_count_once(tmp_path: Path) -> None:
    """The same answer of the same payment is left out; so is a claim that is there twice."""
    one = era(*denied("A", "CAS*CO*29*190"))
    found = report(tmp_path, [sent("A"), sent("A")], [one, one])
    assert found["counts"] == NONE | {"silent": 1}
    assert (found["answers"]["repeated"], found["claims"]["repeated"]) == (1, 1)


def test_numbers_that_payers_cut(tmp_path: Path) -> None:
    """A number of 17 characters finds the longer one that begins with it, if there is one such claim."""
    number = "ACCOUNT-12345678-20"
    assert report(tmp_path, [sent(number)], [era(*denied(number[:17]))])["claims"]["answered"] == 1
    assert report(tmp_path, [sent(number)], [era(*denied(number[:16]))])["counts"]["not_ours"] == 1
    both = [sent(number), sent(f"{number[:17]}-21", service_from="2026-11-01", total_charge="65.00")]
    assert report(tmp_path, both, [era(*denied(number[:17], charge="1"))])["counts"]["ambiguous"] == 1
    assert report(tmp_path, both, [era(*denied(number[:17]))])["claims"]["answered"] == 1


@pytest.mark.parametrize(
    ("more", "charge", "matched"),
    [
        (["NM1*QC*1*SAMPLE*ADA****MI*W999"], "190", 1),
        (["NM1*QC*1*SAMPLE*ADA****MI*NOBODY"], "190", 0),
        (["DTM*232*20261103"], "190", 1),
        (["SVC*HC:99213*125*0", "DTM*472*20261104"], "190", 0),
        ([], "191", 0),
        ([], "-190", 0),
    ],
)
def test_a_number_that_two_claims_have(more: list[str], charge: str, matched: int, tmp_path: Path) -> None:
    """Member ID, date and charge tell them apart as far as the answer has them; all must agree with one claim."""
    other = sent("A", bill="other", service_from="2026-11-03")
    other["claim"]["encounter"]["coverages"][0]["member_id"] = "W999"
    for line in other["claim"]["encounter"]["service_lines"]:
        line["service_from"] = None
    found = report(tmp_path, [sent("A"), other], [era(*denied("A", *more, charge=charge))])
    assert (found["claims"]["answered"], found["counts"]["ambiguous"]) == (matched, 1 - matched)


def test_which_edits_earn_their_keep(tmp_path: Path) -> None:
    """An edit whose warnings are refused for its code earns; one whose warnings are paid is idle from 200 on."""
    idle = finding("PT103", claim_adjustment_reason_code="16", remark_codes=["MA39"])
    claims = [sent(f"W{number}", [FIRED]) for number in range(40)] + [
        sent(f"P{number}", [idle]) for number in range(250)
    ]
    answered = [segment for number in range(30) for segment in denied(f"W{number}", "CAS*CO*31*190", "MOA***N382")]
    answered += [segment for number in range(30, 38) for segment in denied(f"W{number}", "CAS*CO*29*190")]
    answered += ["CLP*W38*1*190*190*", *(f"CLP*P{number}*1*190*190" for number in range(250))]
    result = run(tmp_path, claims, [era(*answered)], "--format", "json")
    first, second = json.loads(result.stdout)["edits"]
    assert {name: first[name] for name in ("edit", "warned", "decided", "hits", "refused_otherwise", "paid")} == {
        "edit": "PT103",
        "warned": 250,
        "decided": 250,
        "hits": 0,
        "refused_otherwise": 0,
        "paid": 250,
    }
    assert (first["verdict"], first["low"], first["base_rate"]) == ("idle", 0.0, 0.0)
    assert first["high"] < 0.02
    assert (second["warned"], second["decided"], second["hits"], second["refused_otherwise"], second["paid"]) == (
        *(40, 39, 30, 8, 1),
    )
    assert (second["rate"], second["low"], second["high"]) == (0.7692, 0.6166, 0.8735)
    assert (second["base_rate"], second["verdict"]) == (round(30 / 289, 4), "earning")


def test_rejections_that_came_back(tmp_path: Path) -> None:
    """Corrected and paid; corrected and refused; sent again unchanged; never seen again."""
    wrong = finding("LN101", severity="REJECT", field="service_lines[0].units")
    rejected = [sent(number, [wrong]) for number in ("PAID", "REFUSED", "SAME", "NEVER")]
    for one in rejected:
        one["rejection"]["encounter"]["service_lines"][0]["units"] = "0.000"
    same = sent("SAME", version=2)
    same["claim"]["encounter"]["service_lines"][0]["units"] = "0.000"
    (tmp_path / "rejected.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in rejected))
    claims = [sent("PAID", version=2), sent("REFUSED", version=2), same]
    answered = ["CLP*PAID*1*190*190", *denied("REFUSED", "CAS*CO*29*190"), "CLP*SAME*1*190*190"]
    found = report(tmp_path, claims, [era(*answered)], "--rejected", str(tmp_path / "rejected.jsonl"))
    (row,) = found["rejecting_edits"]
    assert row == {
        "edit": "LN101",
        "name": row["name"],
        "rejected": 4,
        "sent_later": 3,
        "changed": 2,
        "corrected_and_paid": 1,
    }


def test_cells_about_few_claims_are_merged(tmp_path: Path) -> None:
    """Counts under 11 claims and the next larger one are not shown one by one, unless the report stays inside."""
    claims = [sent(f"S{number}") for number in range(12)] + [sent("OFF"), *(sent(f"N{number}") for number in range(15))]
    answered = [segment for number in range(12) for segment in denied(f"S{number}", "CAS*CO*29*190")]
    answered += denied("OFF", "CAS*CO*109*190", "MOA***N104")
    answered += [segment for number in range(15) for segment in denied(f"N{number}", "CAS*CO*252*190")]
    result = run(tmp_path, claims, [era(*answered)], "--format", "json")
    found = json.loads(result.stdout)
    assert found["counts"] == NONE | {"no_edit": 15, "off": None, "silent": None}
    assert found["merged"]["counts"] == {"cells": 2, "claims": 13, "names": ["off", "silent"]}
    assert [row["code"] for row in found["codes"]] == ["CO-252"]
    text = run(tmp_path, claims, [era(*answered)])
    assert "not shown in counts: 2 cells (off, silent), 13 claims" in text.stdout
    one = run(tmp_path, [sent("OFF")], [era(*denied("OFF", "CAS*CO*109*190"))], "--format", "json")
    assert json.loads(one.stdout)["merged"]["counts"] == {"cells": 1, "claims": None, "names": ["off"]}


def test_csv_has_every_row(tmp_path: Path) -> None:
    """One table with all classes, codes and edits; claims only on request."""
    claim, *segments = CLASSES["warned"]
    files = [era(*denied("WARNED", *segments))]
    rows = run(tmp_path, [claim], files, "--format", "csv", "--internal").stdout.splitlines()
    assert rows[0].startswith("table,payer,code,class,edit,")
    assert [row.split(",")[0] for row in rows[1:]] == [*["counts"] * 9, "codes", "edits"]
    assert "codes,60054,CO-31 N382,warned:1,,1,1,190.00,CV113" in rows[10]
    listed = run(tmp_path, [claim], files, "--format", "csv", "--internal", "--claims-list").stdout
    assert ",id-of-WARNED,1," in listed
