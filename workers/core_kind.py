"""Says whether the core of this program is compiled (deploy/compiled) or interpreted."""

from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from typing import Literal, TypeAlias

CoreKind: TypeAlias = Literal["compiled", "interpreted"]


def core_kind() -> CoreKind:
    """What the codec runs as; all compiled modules are built together."""
    found = find_spec("schemas.generated.fast_codec")
    origin = "" if found is None else found.origin or ""
    return "compiled" if origin.endswith(tuple(EXTENSION_SUFFIXES)) else "interpreted"
