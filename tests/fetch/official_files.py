"""Small files in the layouts and under the names of the official ones, with invented rows."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.tables.test_load_articles import EXPORT

FIXTURES = Path(__file__).parents[1] / "tables" / "fixtures"
SITE = Path(__file__).parent / "site"
_DATA = "/data.cms.gov/sites/default/files"
_CMS = "/www.cms.gov/files/zip"


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A zip with these members; the same members give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def site_content() -> dict[str, bytes]:
    """Every page and file of the stand-in site by its path, but the ICD-10 lists, which cannot be small."""
    pages = {f"/{path.parent.relative_to(SITE).as_posix()}": path.read_bytes() for path in SITE.rglob("index.html")}
    listing = "/ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM/2027"
    changes: dict[str, bytes | str] = {
        f"POAexempt{kind}CodesFY27.txt": "POAexemptCode\tDescription\r\n" for kind in ("Add", "Delete", "Revise")
    }
    return {
        **pages,
        **unit_limits(),
        **_pairs(),
        **{
            f"{_CMS}/{name}.zip": zipped({Path(file).name: (FIXTURES / file).read_bytes()})
            for name, file in _ZIPPED_ONE.items()
        },
        f"{_CMS}/medicaid-ncci-q3-2026-mue-edits-durable-medical-equipment-services.zip": zipped(
            {"MCD_MUE_DMESupplierServices_2026Q3.csv": _SUPPLIERS}
        ),
        **{
            f"{_CMS}/{name}.zip": zipped({f"{folder}{path.name}": path.read_bytes() for path in _fixture(kind)})
            for name, (kind, folder) in _ZIPPED.items()
        },
        f"{listing}/POAexemptCodesFY27.zip": zipped(
            changes | {path.name: path.read_bytes() for path in _fixture("poa_exempt")}
        ),
        f"{listing[:-4]}2026/POAexemptCodesFY26.zip": zipped(
            {path.name.replace("27", "26"): path.read_bytes() for path in _fixture("poa_exempt")}
        ),
        "/download.cms.gov/nppes/NPPES_Deactivated_NPI_Report_081026_V2.zip": zipped(
            {"NPPES Deactivated NPI Report 20260810.xlsx": _fixture("npi_deactivated")[0].read_bytes()}
        ),
        "/www.accessdata.fda.gov/cder/ndctext.zip": zipped(
            {"product.txt": "PRODUCTID\tPRODUCTNDC\r\n", "package.txt": _fixture("ndc_directory")[0].read_bytes()}
        ),
        "/www.nucc.org/images/stories/CSV/nucc_taxonomy_261.csv": _fixture("nucc")[0].read_bytes(),
        "/data.cms.gov/data.json": (SITE / "data.cms.gov" / "data.json").read_bytes(),
        f"{_DATA}/2026-07/00000000-0000-4000-8000-000000000006/Clia_DATA.Q2_2026.csv": _fixture("clia_certificates")[
            0
        ].read_bytes(),
        f"{_DATA}/2026-05/00000000-0000-4000-8000-000000000002/OrderReferring_20260812.csv": _fixture(
            "order_referring"
        )[0].read_bytes(),
        f"{_DATA}/2026-08/00000000-0000-4000-8000-000000000004/OptOut_August2026.csv": _fixture("opt_out")[
            0
        ].read_bytes(),
        "/downloads.cms.gov/medicare-coverage-database/downloads/exports/current_article.zip": zipped(
            {
                "current_article_csv.zip": zipped(
                    {f"{name}.csv": text.replace("2026-11-26", "2026-08-13") for name, text in EXPORT.items()}
                )
            }
        ),
        "/oig.hhs.gov/exclusions/downloadables/UPDATED.csv": _fixture("leie")[0].read_bytes(),
    }


def gated_paths(content: Mapping[str, bytes]) -> frozenset[str]:
    """The files that the site serves only after its license page."""
    return frozenset(path for path in content if "-ptp-edits-cci" in path or path.endswith("addendum-b.zip"))


_ZIPPED = {
    "add-code-edits-medicare-effective-07012026": ("aoc_text", ""),
    "july-2026-alpha-numeric-hcpcs-files": ("hcpcs", ""),
    "rvu26c-updated-06-10-2026": ("mpfs", ""),
    "july-2026-opps-addendum-b": ("opps_b", "508 Version/"),
    "zip-code-carrier-locality-file-updated-05/14/2026": ("zip_states", ""),
    "2026-dmepos-jurisdiction-list": ("dmepos_jurisdiction", ""),
    "list-telehealth-services-calendar-year-2026": ("telehealth", ""),
    "july-2026-medicare-part-b-payment-limit-ndc-hcpcs-crosswalk": ("ndc_hcpcs", ""),
}
_ZIPPED_ONE = {
    "medicaid-ncci-2026-q3-ptp-edits-practitioner-services": "ncci_ptp_medicaid/medicaid-ptp-practitioner-2026q3.txt",
    "medicaid-ncci-2026-q3-ptp-edits-outpatient-hospital-services": (
        "ncci_ptp_medicaid/medicaid-ptp-outpatient-hospital-2026q3.txt"
    ),
    "medicaid-ncci-2026-q3-mue-edits-practitioner-services": "mue_medicaid/MCD_MUE_PractitionerServices_2026Q3.csv",
    "medicaid-ncci-q3-2026-mue-edits-outpatient-hospital-services": (
        "mue_medicaid/MCD_MUE_OutpatientHospitalServices_2026Q3.csv"
    ),
}


def _fixture(kind: str) -> list[Path]:
    return sorted((FIXTURES / kind).iterdir())


def _pairs() -> dict[str, bytes]:
    """The eight parts of the pairs of a quarter, two rows each."""
    files = {}
    for number, (setting, name) in enumerate((("practitioner", "ccipra"), ("hospital", "ccioph"))):
        for part in range(1, 5):
            code = f"1{number}{part}00"
            rows = "".join(f"{code}\t{other}\t \t20260701\t*\t1 \tInvented\r\n" for other in ("36415", "99213"))
            file = f"{name}-v322r0-f{part}"
            content = zipped({f"{file}.TXT": _PAIRS_LEAD + rows, f"{file}.xlsx": "x"})
            files[f"{_CMS}/medicare-ncci-2026q3-{setting}-ptp-edits-{file}.zip"] = content
    return files


_SUPPLIERS = "HCPCS/CPT Code,DME Supplier Services MUE Values,MUE Rationale\r\nE0110,2,Invented\r\n"
_PAIRS_LEAD = (
    "An invented notice of the owner of the codes\r\nInvented pairs\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\r\n\t\t\t\t*=no data\t1=allowed\r\n"
)


def unit_limits(
    year: int = 2026, quarter: int = 3, lines: tuple[str, ...] = ("27447,1,2", "97110,6,3")
) -> dict[str, bytes]:
    """The three lists of Medicare's unit limits of a quarter."""
    named = {
        f"{year}-q{quarter}-practitioner-services": ("PractitionerServices", "Practitioner Services"),
        f"{year}q{quarter}-facility-outpatient-hospital-services": (
            "OutpatientHospitalServices",
            "Outpatient Hospital Services",
        ),
        f"{year}-q{quarter}-dme-supplier-services": ("DMESupplierServices", "DME Supplier Services"),
    }
    files = {}
    for slug, (name, title) in named.items():
        rows = "".join(f"{line} Date of Service Edit: Policy,Invented\r\n" for line in lines)
        heading = f"HCPCS/CPT Code,{title} MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n"
        text = f'"An invented notice,\r\nin two lines",,,\r\n{heading}{rows}'
        member = f"MCR_MUE_{name}_Eff_{quarter * 3 - 2:02}-01-{year}"
        files[f"{_CMS}/medicare-ncci-{slug}-mue-table.zip"] = zipped({f"{member}.csv": text, f"{member}.xlsx": "x"})
    return files
