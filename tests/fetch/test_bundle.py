"""Downloaded files are carried to a site without internet in one file, and load there to the same tables."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.tables.table_folder import open_tables
from tests.fetch.conftest import NOW, Fetch, Run
from tests.fetch.stand_in import StandIn
from workers.fetch.bundle import BundleError, licenses_in, load_bundle, unpack_bundle, write_bundle
from workers.fetch.licenses import Licenses


@pytest.fixture
def bundle(fetch: Fetch) -> Path:
    """A bundle of two releases, one of them under a license."""
    fetch.accept("ama-cms")
    fetch("mue", "opps_b")
    path = fetch.tables.parent / "codes.tar"
    assert write_bundle(path, fetch.tables, fetch.sources, "0") == 2
    return path


def test_the_same_tables(fetch: Fetch, bundle: Path) -> None:
    """On an empty folder a bundle loads the same tables, byte for byte, but nothing under a license unasked."""
    tables, unpacked = fetch.tables.parent / "other", fetch.tables.parent / "unpacked"
    licenses = Licenses(tables / "fetch")
    sources = {source.id: source for source in fetch.sources}
    unpack_bundle(bundle, unpacked)
    results = [report.result for report in load_bundle(unpacked, tables, sources, licenses, NOW)]
    assert results == ["loaded", "license needed"]
    assert open_tables(tables).opps_b is None
    licenses.take(licenses_in(unpacked)["ama-cms"])
    results = [report.result for report in load_bundle(unpacked, tables, sources, licenses, NOW)]
    assert results == ["loaded"]
    for kind in ("mue", "opps_b"):
        files = [[(path.name, path.read_bytes()) for path in (at / kind).iterdir()] for at in (tables, fetch.tables)]
        assert files[0] == files[1]


def _rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """The bundle with its members changed or left out."""
    with tarfile.open(path) as archive:
        members = [(each.name, held.read()) for each in archive if (held := archive.extractfile(each))]
    with tarfile.open(path, "w") as archive:
        for name, content in members:
            if (new := change(name, content)) is not None:
                member = tarfile.TarInfo(new[0])
                member.size = len(new[1])
                archive.addfile(member, io.BytesIO(new[1]))


def _flipped(name: str, content: bytes) -> tuple[str, bytes]:
    return (
        (name, bytes([content[0] ^ 1]) + content[1:])
        if name.endswith("dme-supplier-services-mue-table.zip")
        else (name, content)
    )


def _without_one(name: str, content: bytes) -> tuple[str, bytes] | None:
    return None if name.endswith("dme-supplier-services-mue-table.zip") else (name, content)


def _outside(name: str, content: bytes) -> tuple[str, bytes]:
    return (
        (name, content.replace(b"originals/mue/2026-q3/", b"../../originals/mue/"))
        if name == "bundle.json"
        else (name, content)
    )


def _later(name: str, content: bytes) -> tuple[str, bytes]:
    return (name, json.dumps(json.loads(content) | {"form": 2}).encode()) if name == "bundle.json" else (name, content)


def _no_list(name: str, content: bytes) -> tuple[str, bytes] | None:
    return None if name == "bundle.json" else (name, content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_flipped, "is damaged: its digest differs from the list"),
        (_without_one, "is truncated: originals/mue/2026-q3/medicare-ncci-2026-q3-dme"),
        (_outside, "names a file outside itself"),
        (_later, "has format 2, but this version reads format 1"),
        (_no_list, "is not a bundle of claims-worker"),
    ],
)
def test_a_wrong_bundle(bundle: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], said: str) -> None:
    """A bundle that is damaged, truncated, of a later version or none at all is refused in one line, as a whole."""
    _rewritten(bundle, change)
    with pytest.raises(BundleError, match=said) as caught:
        unpack_bundle(bundle, bundle.parent / "unpacked")
    assert "\n" not in str(caught.value)
    assert not (bundle.parent / "unpacked").exists()


def test_on_the_command_line(run: Run, site: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`codes bundle` writes what was fetched, `codes load bundle` loads it elsewhere without asking any site."""
    assert run("bundle", str(tmp_path / "x.tar")).exit_code == 1
    run("fetch", "--only", "mue", "--only", "opps_b", "--accept-license", "ama-cms", "--as", "Example Clinic")
    assert run("bundle", str(tmp_path / "x.tar")).exit_code == 0
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", str(tmp_path / "elsewhere"))
    site.log.clear()
    said = run("load", "bundle", str(tmp_path / "x.tar"))
    assert (said.exit_code, "license ama-cms was accepted by Example Clinic" in said.stdout) == (3, True)
    said = run("load", "bundle", str(tmp_path / "x.tar"), "--accept-license", "ama-cms", "--as", "Other Clinic")
    assert said.exit_code == 0, said.output
    assert "Other Clinic" in run("licenses").stdout
    assert site.log == []
    (tmp_path / "y.tar").write_bytes(b"no tar")
    refused = run("load", "bundle", str(tmp_path / "y.tar"))
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 1)
