"""The image: small, without privileges, made from what the repository pins."""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.compiled.build import OBJECTS
from tests.deploy.conftest import ROOT
from workers.settings.load import load_settings

DOCKERFILE = ROOT / "deploy/Dockerfile"

Instruction = tuple[str, str]


def _stages() -> list[list[Instruction]]:
    """The instructions of each stage, continued lines joined."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.M))
    stages: list[list[Instruction]] = [[]]
    for line in filter(None, text.splitlines()):
        name, _, rest = line.partition(" ")
        if name == "FROM":
            stages.append([])
        stages[-1].append((name, rest.strip()))
    before, *stages = stages
    images = [("ARG", "BASE_IMAGE=python:3.11-slim"), ("ARG", "BUILD_IMAGE=python:3.11")]
    assert before == images, "the images can be given with their digests"
    return stages


def _environment() -> dict[str, str]:
    pairs = " ".join(rest for name, rest in _stages()[-1] if name == "ENV")
    return dict(pair.split("=", 1) for pair in pairs.split())


def test_hadolint_finds_nothing_wrong() -> None:
    """hadolint, with every rule and shellcheck on the commands, has nothing to say."""
    hadolint = Path(sys.executable).with_name("hadolint")
    command = [str(hadolint), "--failure-threshold", "style", "--no-color", str(DOCKERFILE)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")


def test_the_image_runs_without_privileges() -> None:
    """The last stage ends as a numeric user other than root, stops at SIGTERM, and says when it is well."""
    last = _stages()[-1]
    assert [rest for name, rest in last if name == "USER"] == ["10001:10001"]
    assert last.index(("USER", "10001:10001")) > max(place for place, (name, _) in enumerate(last) if name == "RUN")
    assert ("STOPSIGNAL", "SIGTERM") in last
    assert any(name == "HEALTHCHECK" for name, _ in last)
    assert ("ENTRYPOINT", '["claims-worker"]') in last
    bases = {rest.partition(" ")[0] for stage in _stages() for name, rest in stage if name == "FROM"}
    assert bases == {"${BUILD_IMAGE}", "${BASE_IMAGE}"}


def test_its_environment_is_understood() -> None:
    """Each CLAIMS_ variable of the image is a setting, and it listens on every address."""
    given = {name: text for name, text in _environment().items() if name.startswith("CLAIMS_")}
    settings = load_settings({}, given, host_name="container", require_broker=False)
    assert settings.http_host == "0.0.0.0"
    assert settings.http_port == 9464
    exposed = [rest for name, rest in _stages()[-1] if name == "EXPOSE"]
    assert exposed == [str(settings.http_port)]
    made = next(rest for name, rest in _stages()[-1] if name == "RUN")
    assert str(settings.code_tables_dir) in made


def test_only_what_is_copied_is_sent() -> None:
    """What the Dockerfile copies from the repository is there and is let through, and nothing else is."""
    copied = {source for name, rest in _stages()[0] if name == "COPY" for source in rest.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == copied
    assert not any(fnmatch.fnmatch(source, line) for source in copied for line in lines[1:] if not line.startswith("!"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_build_stage_makes_a_program_that_runs(tmp_path: Path) -> None:
    """The commands of the build stage, in a folder, make a program that runs and can install nothing."""
    source, target, wheels = tmp_path / "src", tmp_path / "opt", tmp_path / "wheels"
    source.mkdir()
    if OBJECTS.is_dir():  # what `make compiled` left is not compiled again
        shutil.copytree(OBJECTS, source / OBJECTS.relative_to(ROOT))
    places = {"/opt/claims-worker": str(target), "/wheels": str(wheels), "/build": str(tmp_path / "build")}
    given: dict[str, str] = {}
    for name, rest in _stages()[0]:
        if name == "ARG":
            argument, _, given[argument] = rest.partition("=")
        if name == "COPY":
            *sources, to = rest.split()
            (source / to).parent.mkdir(exist_ok=True)
            subprocess.run(["cp", "-r", *(str(ROOT / each) for each in sources), str(source / to)], check=True)
        if name == "RUN":
            for place, here in places.items():
                rest = re.sub(rf"(?<![\w/]){place}", here, rest)
            path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
            ended = subprocess.run(
                ["bash", "-euc", rest],
                cwd=source,
                env=os.environ | given | {"PATH": path},
                capture_output=True,
                text=True,
                check=False,
            )
            assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    environment = _environment() | {"PATH": f"{target / 'bin'}:/usr/bin:/bin", "HOME": "/nonexistent"}
    ended = subprocess.run(
        [target / "bin/claims-worker", "--version"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "compiled core" in ended.stdout
    ended = subprocess.run(
        [target / "bin/claims-worker", "schemas", "list"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "EncounterEvent" in ended.stdout
    granted = subprocess.run(
        [target / "bin/claims-worker-provision", "commands", "--worker", "User:claims-worker"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert granted.returncode == 0, granted.stderr
    assert "--operation Read --topic encounters.v1" in granted.stdout
    assert not (target / "bin/pip").exists()
    packages = {path.name.partition("-")[0] for path in (target / "lib/python3.11/site-packages").glob("*.dist-info")}
    assert not packages & {"pip", "pytest", "mypy", "cyclonedx_bom"}
    listed = json.loads((target / "sbom.cdx.json").read_text())
    assert listed["bomFormat"] == "CycloneDX"
    assert {each["name"].replace("-", "_").lower() for each in listed["components"]} == {
        each.lower() for each in packages - {"claims_worker"}
    }


def test_everything_that_is_downloaded_has_a_hash() -> None:
    """Each pip that downloads requires hashes, and the files pin what the worker needs at the tested versions."""
    run = next(rest for name, rest in _stages()[0] if name == "RUN")
    downloads = [each for each in run.split("&&") if "pip" in each.split()[0] and "--no-index" not in each]
    assert [("--require-hashes" in each or "--no-build-isolation" in each) for each in downloads] == [True] * 3
    tested = _pinned(ROOT / "constraints.txt")
    for name in ("requirements", "insight", "build"):
        pinned = _pinned(ROOT / f"deploy/image/{name}.txt")
        assert {one: tested.get(one, version) for one, version in pinned.items()} == pinned
        text = (ROOT / f"deploy/image/{name}.txt").read_text()
        assert text.count("==") <= text.count("--hash=sha256:")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for name, lists in (("requirements", ["serve"]), ("insight", ["serve", "insight"])):
        wanted = [*project["dependencies"], *(each for extra in lists for each in extras[extra])]
        needed = {_canonical(re.split(r"[^\w.-]", each)[0]) for each in wanted}
        assert needed <= set(_pinned(ROOT / f"deploy/image/{name}.txt"))
    assert "duckdb" not in _pinned(ROOT / "deploy/image/requirements.txt")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned(path: Path) -> dict[str, str]:
    """The version of each package in a file of requirements."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text(), re.M)
    return {_canonical(name): version for name, version in found}


def test_the_health_check_is_a_command_without_a_shell() -> None:
    """It is written as a list, for there may be no shell to read it."""
    written = next(rest for name, rest in _stages()[-1] if name == "HEALTHCHECK")
    command = json.loads(written[written.index("CMD") + 3 :])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "HEALTHCHECK", "exec")
