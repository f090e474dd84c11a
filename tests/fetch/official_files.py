"""Small files in the layouts and under the names of the official ones, with invented rows."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "tables" / "fixtures"
SITE = Path(__file__).parent / "site"
_CMS = "/www.cms.gov/files/zip"


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A zip with these members; the same members give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def site_content() -> dict[str, bytes]:
    """Every page and file of the stand-in site by its path."""
    pages = {f"/{path.parent.relative_to(SITE).as_posix()}": path.read_bytes() for path in SITE.rglob("index.html")}
    return pages | unit_limits()


def unit_limits(
    year: int = 2026, quarter: int = 4, lines: tuple[str, ...] = ("27447,1,2", "97110,6,3")
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
