"""An unexpected exception is described by its type and place, without the data of a record."""

import pytest

from workers.kafka.describe_failure import describe_failure


@pytest.mark.parametrize(
    ("error", "described"),
    [
        (ValueError("SMITH, JOHN"), "ValueError in "),
        (MemoryError(), "MemoryError in "),
        (MemoryError("edit DX101"), "MemoryError (edit DX101) in "),
    ],
)
def test_an_exception_is_described_without_its_text(error: Exception, described: str) -> None:
    """Only the engine writes the text of a `MemoryError`, which names the edit."""
    with pytest.raises(type(error)) as raised:
        raise error
    text = describe_failure(raised.value)
    assert text.startswith(f"{described}{__file__}:")
    assert "SMITH" not in text
