"""Ids in paths."""

import pytest

from cultotranscript.api.deps import parse_id
from cultotranscript.errors import InvalidIdError


@pytest.mark.parametrize("text", ["1", "42", "9223372036854775807"])
def test_an_id_of_ours_is_a_number(text: str) -> None:
    assert parse_id(text) == int(text)


@pytest.mark.parametrize("text", ["", "0", "-1", "01", "1.0", "9223372036854775808", "١", "1 ", "0x1", "9" * 5000])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdError):
        parse_id(text)
