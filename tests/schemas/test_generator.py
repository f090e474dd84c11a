"""A generator writes its files, compares them with `--check`, and deletes what it does not make from its own folder."""

from pathlib import Path

import pytest

from schemas.generator import Generator, NotGenerated


@pytest.fixture
def generator(tmp_path: Path) -> Generator:
    """Makes a text in a folder of its own and bytes beside it."""
    made: dict[Path, str | bytes] = {tmp_path / "own" / "a.txt": "größer\n", tmp_path / "b.bin": b"\0"}
    return Generator(module="some.module", make=lambda: made, folder=tmp_path / "own")


def test_writes_what_the_check_misses(generator: Generator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check names each missing file with the command that writes it, and writes nothing itself."""
    text, raw = tmp_path / "own" / "a.txt", tmp_path / "b.bin"
    assert generator.find_stale() == [raw, text]
    assert generator.run(["--check"]) == 1
    said = capsys.readouterr().err
    assert f"{text} is not up to date: run python -m some.module" in said
    assert str(raw) in said
    assert not raw.exists()
    assert generator.run([]) == 0
    assert text.read_bytes() == "größer\n".encode()
    assert raw.read_bytes() == b"\0"
    assert generator.run(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_changed_and_surplus_files(generator: Generator, tmp_path: Path) -> None:
    """A changed file is written again; a file that is not made is deleted from the generator's folder only."""
    generator.run([])
    changed, surplus, foreign = tmp_path / "own" / "a.txt", tmp_path / "own" / "old.txt", tmp_path / "mine.txt"
    for path in (changed, surplus, foreign):
        path.write_text("by hand")
    assert generator.find_stale() == [changed, surplus]
    assert generator.run([]) == 0
    assert generator.find_stale() == []
    assert not surplus.exists()
    assert foreign.exists()


def test_unknown_argument(generator: Generator, tmp_path: Path) -> None:
    """A misspelled `--check` is refused, not taken for an order to write."""
    with pytest.raises(SystemExit) as ended:
        generator.run(["--chek"])
    assert ended.value.code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_what_cannot_be_made(tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """If the files cannot be made, the command exits 2 with the reason and leaves what is there."""
    kept = tmp_path / "kept.txt"
    kept.write_text("kept")

    def refuse() -> dict[Path, str]:
        raise NotGenerated("row 7: no date")

    assert Generator(module="some.module", make=refuse, folder=tmp_path).run(arguments) == 2
    assert capsys.readouterr().err == "row 7: no date\n"
    assert kept.read_text() == "kept"
