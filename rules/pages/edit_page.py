"""The page of an edit as text: the problem, why payers refuse it, and how to fix it."""

from collections.abc import Mapping

from rules.edit import Edit
from rules.pages.edit_parts import edit_parts
from rules.pages.markdown import write_page
from rules.profile import Profile


def edit_page(edit: Edit, profiles: Mapping[str, Profile]) -> str:
    """The page of an edit in Markdown.

    Args:
        edit: the edit.
        profiles: the profiles whose severities it shows, by name.
    """
    return write_page(f"{edit.code} {edit.name}", edit.title, edit_parts(edit, profiles))
