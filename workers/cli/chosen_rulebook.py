"""The rulebook of commands that check files: that of the settings, with one profile for every claim if it is named."""

from dataclasses import replace

from workers.build_processor import build_rulebook
from workers.cli.settings_or_exit import settings_or_exit
from workers.pipeline.process_encounter import Rulebook
from workers.settings.settings import SettingsError


def chosen_rulebook(profile_name: str | None) -> Rulebook:
    """Build the rulebook.

    Args:
        profile_name: the profile for every claim; None for that of each claim's payer.

    Raises:
        SettingsError: there is no such profile, or a profile or code table of the settings is invalid.
    """
    settings = settings_or_exit(require_broker=False)
    # Events in files have no schema ID, so a schema registry is not needed.
    rulebook = build_rulebook(settings.model_copy(update={"schemas": "embedded"}))
    if profile_name is None:
        return rulebook
    profiles = rulebook.profiles.by_name
    if profile_name not in profiles:
        raise SettingsError([f"--profile: must be one of {', '.join(profiles)} (got {profile_name!r})"])
    return replace(rulebook, only_profile=profiles[profile_name])
