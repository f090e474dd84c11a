"""Download the files in a lock once, and verify each one."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import platformdirs

from workers.local_kafka.artifact import Artifact, read_lock
from workers.local_kafka.unavailable import INSTALL, LocalKafkaUnavailable

_AT_ONCE: Final = 8
_TRIES: Final = 3
_PAUSE_S = 1.0
_TIMEOUT_S: Final = 60
_MAVEN_TIMEOUT_S: Final = 600
_MIRROR: Final = (
    "For a proxy, set HTTPS_PROXY; for a mirror, write central = ADDRESS under [repositories] in ~/.config/jgo.conf"
)


def fetch_artifacts(lock: Path, what: str, cache: Path | None = None) -> Path:
    """Return a folder with every file in a lock. The first call downloads them into the user's cache.

    An installed Maven downloads the files, with the user's own settings (mirrors, credentials, proxies). Without Maven,
    or if it fails, jgo downloads them from Maven Central or from the repositories in its settings file. Every file must
    have the SHA-256 in the lock. The folder appears only when it is complete, so that two runs at once can share it.

    Args:
        lock: The lock file.
        what: Name and version of the program, for messages and for the folder's name: `Apache Kafka 4.4.0`.
        cache: The parent of the folder; the default is the user's cache.

    Raises:
        LocalKafkaUnavailable: A file could not be downloaded, or does not have the SHA-256 in the lock.
    """
    artifacts = read_lock(lock)
    cache = cache or platformdirs.user_cache_path("claims-worker", appauthor=False)
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = cache / f"{what.lower().replace(' ', '-')}-{digest}"
    if _is_whole(folder, artifacts):
        return folder
    sys.stderr.write(f"Downloading {what} into {folder} (once; usually less than a minute).\n")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=cache) as unfinished:
        files = Path(unfinished) / "files"
        files.mkdir()
        _download(artifacts, what, files)
        if folder.exists() and not _is_whole(folder, artifacts):
            shutil.rmtree(folder)
        try:
            files.rename(folder)
        except OSError:
            if not _is_whole(folder, artifacts):  # otherwise another run finished first
                raise
    return folder


def _is_whole(folder: Path, artifacts: Sequence[Artifact]) -> bool:
    return all((folder / artifact.file_name).is_file() for artifact in artifacts)


def _download(artifacts: Sequence[Artifact], what: str, files: Path) -> None:
    failures: list[str] = []
    for name, ask in (("Maven", _ask_maven), ("jgo", _ask_jgo)):
        try:
            ask(artifacts, files)
            _check(artifacts, files)
            return
        except _NotInstalled as missing:
            hint = str(missing)
        except Exception as raised:  # noqa: BLE001 jgo raises what its HTTP client does, and more
            failures.append(f"{name}: {str(raised) or type(raised).__name__}")
            hint = ""
    if hint:
        raise LocalKafkaUnavailable("; ".join([f"{what} is not installed: {hint}", *failures]))
    raise LocalKafkaUnavailable(f"{what} could not be downloaded ({'; '.join(failures)}). {_MIRROR}")


class _NotInstalled(Exception):
    """A program that downloads files is not installed; the message says how to install it."""


def _ask_maven(artifacts: Sequence[Artifact], files: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise _NotInstalled
    pom = files.with_name("pom.xml")
    pom.write_text(
        "<project><modelVersion>4.0.0</modelVersion><groupId>claims-worker</groupId><artifactId>files</artifactId>"
        "<version>1</version><packaging>pom</packaging><dependencies>"
        + "".join(_pom_entry(artifact) for artifact in artifacts)
        + "</dependencies></project>"
    )
    command = [maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"]
    ran = subprocess.run(
        [*command, f"-DoutputDirectory={files}"],
        capture_output=True,
        text=True,
        timeout=_MAVEN_TIMEOUT_S,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(next(iter((ran.stdout + ran.stderr).splitlines()), f"exit code {ran.returncode}"))


def _pom_entry(artifact: Artifact) -> str:
    # Old versions of Maven's dependency plugin find nothing for an empty classifier.
    classifier = f"<classifier>{artifact.classifier}</classifier>" if artifact.classifier else ""
    return (
        f"<dependency><groupId>{artifact.group}</groupId><artifactId>{artifact.name}</artifactId>"
        f"<version>{artifact.version}</version><type>{artifact.packaging}</type>{classifier}"
        # The lock is complete: without this, Maven would also read the metadata of every indirect dependency.
        "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
    )


def _ask_jgo(artifacts: Sequence[Artifact], files: Path) -> None:
    try:
        from jgo.config import GlobalSettings
        from jgo.maven import MavenContext
    except ImportError:
        raise _NotInstalled(INSTALL) from None
    # jgo treats a partly written file in its cache as complete, so each call uses a new cache.
    context = MavenContext(repo_cache=files.with_name("jgo"), timeout=_TIMEOUT_S)
    context.remote_repos.update(GlobalSettings.load().repositories)

    def download(artifact: Artifact) -> None:
        component = context.project(artifact.group, artifact.name).at_version(artifact.version)
        wanted = component.artifact(artifact.classifier, artifact.packaging)
        for turn in range(1, _TRIES + 1):
            try:
                shutil.move(wanted.resolve(), files / artifact.file_name)
                return
            except Exception:  # most failures of a repository are temporary
                if turn == _TRIES:
                    raise
                (context.repo_cache / component.path_prefix / artifact.file_name).unlink(missing_ok=True)
                time.sleep(turn * _PAUSE_S)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(download, artifacts))


def _check(artifacts: Sequence[Artifact], files: Path) -> None:
    for artifact in artifacts:
        path = files / artifact.file_name
        if not path.is_file():
            raise RuntimeError(f"{artifact.file_name} was not downloaded")
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != artifact.sha256:
            raise RuntimeError(f"{artifact.file_name} does not have the SHA-256 in the lock (got {found})")
