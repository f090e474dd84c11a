"""The decorator of every record of this package: values never change."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from pydantic import ConfigDict

T = TypeVar("T", bound=type[Any])

if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
    def value(cls: T) -> T:
        """A slotted record with keyword construction, frozen for the type checker."""
        return cls

else:

    def value(cls: T) -> T:
        """A slotted record with keyword construction.

        A frozen dataclass sets every field through `object.__setattr__`, which costs more than all edits together.
        The type checker refuses assignments instead.
        """
        # Pydantic reads this: an unknown name is an error (schemas/CONTRACT.md, "JSON form").
        cls.__pydantic_config__ = ConfigDict(extra="forbid")
        return dataclass(slots=True, kw_only=True, unsafe_hash=True)(cls)
