"""Compile the core: `make compiled` writes `build/compiled`, a copy of the packages with compiled modules.

The checkout itself is never changed and always runs interpreted. What is compiled are the same sources, with three
changes that only the compiler needs: value classes are plain classes (`rewrite_values`), each check is in a module
without its edit (`cut_checks`) and called directly (`write_run`), and the codec makes a record with one call
(`schemas.generate_codec`). `build/compiled` can be put first on the path of Python, or made into a wheel:
`pip wheel build/compiled`.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from deploy.compiled.cut_checks import cut_check
from deploy.compiled.rewrite_values import rewrite_values
from deploy.compiled.write_run import write_run
from rules.catalog import load_catalogue
from rules.engine.compiled_checks import CHECKS_DIR
from schemas.generate_codec import CODEC_FILE, generate

ROOT: Final = Path(__file__).parents[2]
TREE: Final = ROOT / "build/compiled"
OBJECTS: Final = ROOT / "build/objects"
"""Objects of the C compiler by the hash of what they are made of, so that only what changed is compiled again."""
_C_CODE: Final = ROOT / "build/c"
_DONE: Final = TREE / "done"
_PACKAGES: Final = ("workers", "rules", "schemas", "deploy/kafka")
_HERE: Final = Path(__file__).parent
_COMPILER: Final = os.environ.get("CC", "gcc")
_FLAGS: Final = ("-fPIC", "-fwrapv", "-DNDEBUG", "-O1", "-g0", "-Werror=uninitialized", "-Werror=maybe-uninitialized")
"""mypyc 2.4 releases what it never set where a tuple with an optional part is compared with tuples that are written out
(`(a, b) in (("x", "y"), …)`); the C compiler sees it. Write such tuples as a set."""
_SUFFIX: Final = sysconfig.get_config_var("EXT_SUFFIX")
_GROUP: Final = "claims_core"
_LIBRARY: Final = f"{_GROUP}__mypyc{_SUFFIX}"
_WHEEL: Final = f"""
[tool.hatch.build]
ignore-vcs = true
artifacts = ["*.so"]

[tool.hatch.build.targets.wheel.force-include]
"{_LIBRARY}" = "{_LIBRARY}"

[tool.hatch.build.targets.wheel.hooks.custom]
path = "wheel_of_platform.py"
"""

MODULES: Final = (
    *("schemas/encounter.py", "schemas/claim.py", "schemas/finding.py", "schemas/rejection.py"),
    *("schemas/codec.py", "schemas/codec_parts.py", "schemas/remembered.py", "schemas/generated/fast_codec.py"),
    *("rules/edit.py", "rules/profile.py"),
    "rules/claim/[a-z]*.py",
    *(f"rules/engine/{name}.py" for name in ("engine", "hits", "occasions", "plan", "suppress", "write_finding")),
    *(f"rules/repairs/{name}.py" for name in ("claim_id", "gather_texts", "plain_providers")),
    *(f"rules/repairs/{name}.py" for name in ("repair_event", "repaired", "texts_are_plain")),
    *("rules/texts/parties.py", "rules/lists/dated_list.py", "rules/tables/shipped/icd_row.py"),
    "rules/edits/*/_[a-z]*.py",
    "workers/pipeline/[a-z]*.py",
    *(f"{CHECKS_DIR.relative_to(ROOT)}/{name}.py" for name in ("run_checks", "*/[a-z]*")),
)
"""What is compiled, as one group: only within it does a call or an attribute cost next to nothing."""


def build() -> None:
    """Write the folder `build/compiled`, unless it is there and made of the same sources."""
    made_of = _fingerprint()
    if _DONE.is_file() and _DONE.read_text() == made_of:
        return
    shutil.rmtree(TREE, ignore_errors=True)
    write_sources(TREE)
    with contextlib.chdir(TREE):
        modules = sorted({str(path) for pattern in MODULES for path in Path().glob(pattern)})
        _compile(modules)
    _DONE.write_text(made_of)


def write_sources(tree: Path) -> None:
    """Copy the packages into a folder, as the compiler takes them."""
    for name in _PACKAGES:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(_HERE / "native_value.py", tree / "schemas")
    (tree / CODEC_FILE.relative_to(ROOT)).write_text(generate(native=True))
    checks = tree / CHECKS_DIR.relative_to(ROOT)
    for path in sorted((tree / "rules/edits").glob("*/[a-z]*.py")):
        into = checks / path.parent.name / path.name
        into.parent.mkdir(parents=True, exist_ok=True)
        (checks / "__init__.py").touch()
        (into.parent / "__init__.py").touch()
        into.write_text(cut_check(path.read_text()))
    (checks / "run_checks.py").write_text(write_run(load_catalogue().values()))
    for pattern in MODULES:
        for path in tree.glob(pattern):
            path.write_text(rewrite_values(path.read_text()))
    for name in ("LICENSE", "NOTICE", "README.md"):
        shutil.copy(ROOT / name, tree)
    shutil.copy(_HERE / "wheel_of_platform.py", tree)
    (tree / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + _WHEEL)


def _fingerprint() -> str:
    """What the result depends on: every source, and the versions of Python and the compiler."""
    found = hashlib.sha256(f"{sys.version} {metadata.version('mypy')}".encode())
    folders = (*(ROOT / name for name in _PACKAGES), _HERE)
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            found.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()


def _compile(modules: list[str]) -> None:
    """Compile modules in the working folder to C, to objects, and to one library with a stub for each module."""
    from mypyc.build import mypycify

    os.environ["MYPY_CACHE_DIR"] = str(ROOT / "build/mypy")
    extensions: list[Any] = mypycify(
        [*modules, "--explicit-package-bases", "--ignore-missing-imports"],
        opt_level="1",
        debug_level="0",
        multi_file=True,
        group_name=_GROUP,
        target_dir=str(_C_CODE),
    )
    OBJECTS.mkdir(parents=True, exist_ok=True)
    headers = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(_C_CODE.rglob("*.h")))).hexdigest()
    with ThreadPoolExecutor(os.cpu_count()) as pool:

        def compile_all(extension: Any) -> list[Future[Path]]:
            largest_first = sorted(map(Path, extension.sources), key=lambda path: -path.stat().st_size)
            return [pool.submit(_object, path, headers, extension.include_dirs) for path in largest_first]

        begun = [(extension.name, compile_all(extension)) for extension in extensions]
        libraries = [pool.submit(_link, name, [each.result() for each in objects]) for name, objects in begun]
        used = {each.result() for _, objects in begun for each in objects}
        for library in libraries:
            library.result()
    for path in set(OBJECTS.iterdir()) - used:
        path.unlink()


def _object(source: Path, headers: str, folders: list[str]) -> Path:
    """Compile a file of C, unless an object of the same code is there."""
    key = hashlib.sha256(f"{sys.version} {_FLAGS} {headers}".encode() + source.read_bytes()).hexdigest()
    made = OBJECTS / f"{key}.o"
    if not made.exists():
        includes = [f"-I{folder}" for folder in (sysconfig.get_path("include"), *folders)]
        part = made.with_suffix(".part")
        subprocess.run([_COMPILER, *_FLAGS, *includes, "-c", str(source), "-o", str(part)], check=True)
        part.replace(made)
    return made


def _link(name: str, objects: list[Path]) -> None:
    library = f"{name.replace('.', '/')}{_SUFFIX}"
    # A call within the library is then a call, not a look-up of a symbol that another library might define.
    subprocess.run([_COMPILER, "-shared", "-s", "-Wl,-Bsymbolic", *map(str, objects), "-o", library], check=True)


if __name__ == "__main__":
    build()
