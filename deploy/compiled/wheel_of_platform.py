"""Marks a wheel with compiled modules as one for this version of Python and this platform."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelOfPlatform(BuildHookInterface):  # type: ignore[misc] # the packager is not installed
    """The hook that the packager finds in this file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Set the tags of the wheel."""
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
