"""Whether the core is compiled can be seen from outside."""

from click.testing import CliRunner

from workers.__main__ import main
from workers.core_kind import core_kind


def test_the_version_says_what_the_core_is() -> None:
    """`--version` names the core that this program runs; `tests.compiled.same_outcomes` sees both."""
    shown = CliRunner().invoke(main, ["--version"]).output
    assert shown.endswith(f"({core_kind()} core)\n")
