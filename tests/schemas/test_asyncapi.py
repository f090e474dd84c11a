"""The description of the topics is valid AsyncAPI 3, up to date, and names what the worker uses."""

import json

from pydantic_asyncapi.v3 import AsyncAPI

from schemas.asyncapi import ASYNCAPI_FILE, asyncapi, main
from schemas.sources import NEWEST, read_released
from workers.settings import Settings


def test_up_to_date() -> None:
    """The document is the one that the schemas make."""
    assert main(["--check"]) == 0


def test_valid() -> None:
    """The document is read by a model of the AsyncAPI 3 specification."""
    document = AsyncAPI.model_validate(json.loads(ASYNCAPI_FILE.read_text(encoding="utf-8")))
    assert document.asyncapi == "3.0.0"


def test_topics_are_the_defaults() -> None:
    """The addresses are the default names of the topics."""
    settings = Settings()
    addresses = {channel["address"] for channel in asyncapi()["channels"].values()}
    assert addresses == {
        settings.input_topic,
        settings.ready_topic,
        settings.rejected_topic,
        settings.dead_letter_topic,
    }


def test_references_lead_somewhere() -> None:
    """Every reference in the document leads to a part of it, and payloads are the released schemas."""
    document = asyncapi()
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "#/')[1:]}:
        here = document
        for step in reference.split("/"):
            here = here[step]
    for name, version in NEWEST.items():
        assert document["components"]["messages"][name]["payload"]["schema"] == read_released(name, version)
