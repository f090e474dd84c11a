"""The files in a lock are downloaded once, verified, and complete or absent; the repository is on loopback."""

import hashlib
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from workers.local_kafka import fetch_artifacts as fetch_module
from workers.local_kafka.fetch_artifacts import fetch_artifacts
from workers.local_kafka.unavailable import LocalKafkaUnavailable

JAR = "/org/example/tool/1.0/tool-1.0.jar"
ARCHIVE = "/org/example/tool/1.0/tool-1.0-all.tar.gz"
FILES = {JAR: b"the jar", ARCHIVE: b"the archive"}
NAMES = ["tool-1.0-all.tar.gz", "tool-1.0.jar"]


class Repository:
    """What a Maven repository holds, what it was asked for, and how many requests it fails first."""

    def __init__(self) -> None:
        self.files = dict(FILES)
        self.asked: list[str] = []
        self.failures = 0

    def answer(self, path: str) -> bytes | None:
        """The content of a file."""
        self.asked.append(path)
        if self.failures:
            self.failures -= 1
            return None
        return self.files.get(path)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """A repository that jgo's settings name, on a machine without Maven."""
    held = Repository()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = held.answer(self.path)
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings = tmp_path / "jgo.conf"
        settings.write_text(f"[repositories]\ncentral = http://127.0.0.1:{server.server_port}\n")
        monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(fetch_module, "_PAUSE_S", 0.0)
        monkeypatch.setenv("PATH", "/usr/bin/nowhere")
        yield held
        server.shutdown()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock of two files."""
    path = tmp_path / "lock.toml"
    path.write_text(
        "".join(
            '[[dependencies]]\ngroupId = "org.example"\nartifactId = "tool"\nversion = "1.0"\n'
            f'packaging = "{packaging}"\nclassifier = "{classifier}"\n'
            f'sha256 = "{hashlib.sha256(content).hexdigest()}"\n'
            for packaging, classifier, content in (("jar", "", FILES[JAR]), ("tar.gz", "all", FILES[ARCHIVE]))
        )
    )
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The folder that holds what was fetched."""
    return tmp_path / "cache"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_come_once(repository: Repository, lock: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first call says what it downloads and where; the second makes no request and prints nothing."""
    folder = fetch_artifacts(lock, "A Tool 1.0", cache)
    assert names(folder) == NAMES
    assert (folder / NAMES[1]).read_bytes() == FILES[JAR]
    assert folder.name.startswith("a-tool-1.0-")
    assert capsys.readouterr().err.startswith(f"Downloading A Tool 1.0 into {folder} ")
    asked = len(repository.asked)
    assert fetch_artifacts(lock, "A Tool 1.0", cache) == folder
    assert len(repository.asked) == asked
    assert capsys.readouterr().err == ""
    assert names(cache) == [folder.name]


def test_another_lock_gets_another_folder(repository: Repository, lock: Path, cache: Path) -> None:
    """Two versions of this program with different locks do not share files."""
    first = fetch_artifacts(lock, "A Tool 1.0", cache)
    lock.write_text(lock.read_text() + "\n# changed\n")
    assert fetch_artifacts(lock, "A Tool 1.0", cache) != first


def test_another_file_than_the_locked_one_is_refused(repository: Repository, lock: Path, cache: Path) -> None:
    """A repository that serves other bytes gets nothing onto this machine."""
    repository.files[JAR] = b"something else"
    with pytest.raises(LocalKafkaUnavailable, match=r"tool-1\.0\.jar does not have the SHA-256 in the lock"):
        fetch_artifacts(lock, "A Tool 1.0", cache)
    assert names(cache) == []


def test_a_missing_file_is_named(repository: Repository, lock: Path, cache: Path) -> None:
    """Without a file there is no folder, and the error says which file, and where a mirror is set."""
    del repository.files[ARCHIVE]
    with pytest.raises(LocalKafkaUnavailable, match=r"org\.example:tool.*jgo\.conf"):
        fetch_artifacts(lock, "A Tool 1.0", cache)
    assert names(cache) == []


def test_a_repository_that_fails_once_is_asked_again(repository: Repository, lock: Path, cache: Path) -> None:
    """One failed request does not end a download."""
    repository.failures = 1
    assert names(fetch_artifacts(lock, "A Tool 1.0", cache)) == NAMES


def test_what_was_deleted_is_brought_again(repository: Repository, lock: Path, cache: Path) -> None:
    """A folder that lost a file, as caches are cleaned, is filled again."""
    folder = fetch_artifacts(lock, "A Tool 1.0", cache)
    (folder / NAMES[0]).unlink()
    assert fetch_artifacts(lock, "A Tool 1.0", cache) == folder
    assert names(folder) == NAMES


def test_runs_at_once_share_one_folder(repository: Repository, lock: Path, cache: Path) -> None:
    """The first to finish fills the folder, and no run sees half of it."""
    with ThreadPoolExecutor(6) as pool:
        folders = list(pool.map(lambda _: fetch_artifacts(lock, "A Tool 1.0", cache), range(6)))
    assert len(set(folders)) == 1
    assert names(cache) == [folders[0].name]
    assert names(folders[0]) == NAMES


def make_maven(folder: Path, script: str) -> str:
    """A program `mvn` that copies the files of the pom it is given, or fails; the folder it is in."""
    folder.mkdir()
    program = folder / "mvn"
    program.write_text(f"#!{sys.executable}\n{script}\n")
    program.chmod(0o755)
    return str(folder)


def test_an_installed_maven_brings_the_files(
    repository: Repository, lock: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Maven gets a pom with every file, and its own settings decide where they come from."""
    script = """
import pathlib, sys, xml.etree.ElementTree as tree
pom = tree.parse(sys.argv[sys.argv.index("-f") + 1]).getroot()
target = pathlib.Path(sys.argv[-1].partition("=")[2])
for each in pom.iter("dependency"):
    name = each.findtext("artifactId") + "-" + each.findtext("version")
    classifier = each.findtext("classifier")
    name += ("-" + classifier if classifier else "") + "." + each.findtext("type")
    (target / name).write_bytes(b"the archive" if classifier else b"the jar")
"""
    monkeypatch.setenv("PATH", make_maven(tmp_path / "bin", script))
    assert names(fetch_artifacts(lock, "A Tool 1.0", cache)) == NAMES
    assert repository.asked == []


@pytest.mark.parametrize("script", ["raise SystemExit('[ERROR] no network')", "pass"], ids=["fails", "brings nothing"])
def test_where_maven_does_not_bring_them_jgo_does(
    script: str, repository: Repository, lock: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Maven that does not work does not stop the download."""
    monkeypatch.setenv("PATH", make_maven(tmp_path / "bin", script))
    assert names(fetch_artifacts(lock, "A Tool 1.0", cache)) == NAMES
    assert repository.asked != []


def test_without_maven_and_jgo_the_command_to_install_is_given(
    repository: Repository, lock: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is one line with the command to run."""
    monkeypatch.setitem(sys.modules, "jgo.maven", None)
    with pytest.raises(LocalKafkaUnavailable, match=r"is not installed: pip install 'claims-worker"):
        fetch_artifacts(lock, "A Tool 1.0", cache)
    assert repository.asked == []
