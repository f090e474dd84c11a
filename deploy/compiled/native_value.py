"""Makes a native class the dataclass that it is in the source: for pydantic, `replace`, `fields` and comparisons."""

import dataclasses
import sys
from typing import Any, Final, TypeVar, cast

from pydantic_core import core_schema

_TAKEN: Final = (
    *("__annotations__", "__dataclass_fields__", "__dataclass_params__", "__match_args__", "__pydantic_config__"),
    *("__eq__", "__hash__", "__repr__"),
)

T = TypeVar("T")


def replace(value: T, /, **changes: Any) -> T:
    """As `dataclasses.replace`, which by its types takes dataclasses only."""
    made: T = dataclasses.replace(cast(Any, value), **changes)
    return made


def describe(cls: Any, source: str) -> None:
    """Give a native class what the dataclass of its source has.

    Args:
        cls: the native class.
        source: the class statement in the source, with its decorators.
    """
    scope = {**vars(sys.modules[cls.__module__]), "__name__": cls.__module__}
    exec(source, scope)
    written = scope[cls.__name__]
    for name in _TAKEN:
        setattr(cls, name, getattr(written, name))
    names = tuple(cls.__dataclass_fields__)

    def native(read: Any) -> Any:
        return cls(**{name: getattr(read, name) for name in names})

    def schema(source: Any, handler: Any) -> Any:
        # Pydantic makes an object before it knows the fields, which a native class refuses.
        return core_schema.no_info_after_validator_function(native, handler.generate_schema(written))

    cls.__get_pydantic_core_schema__ = schema
