"""A JSON form changed at a path is changed there alone."""

from typing import Any

import pytest

from schemas.form_path import set_at


def test_put_and_take_out() -> None:
    """A value is put where the path leads, objects on the way are made, and None takes a field or an element out."""
    form: dict[str, Any] = {"lines": [{"a": 1}, {"a": 2}]}
    set_at(form, "lines[1].provider.npi", "1")
    set_at(form, "lines[2].a", 3)
    set_at(form, "lines[0]", None)
    assert form == {"lines": [{"a": 2, "provider": {"npi": "1"}}, {"a": 3}]}


def test_given_value_is_left_alone() -> None:
    """A later change of the form does not reach into the value that was put in."""
    given: dict[str, Any] = {"code": "12345678901", "unit": "ML"}
    form: dict[str, Any] = {}
    set_at(form, "ndc", given)
    set_at(form, "ndc.unit", "EA")
    assert given == {"code": "12345678901", "unit": "ML"}


def test_path_that_leads_nowhere() -> None:
    """An index beyond the end of a list is an error, not a gap."""
    with pytest.raises(KeyError):
        set_at({"lines": []}, "lines[1]", {})
