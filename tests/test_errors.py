"""Every error has a code of its own and a sentence for a person."""

import re

from cultotranscript import errors
from cultotranscript.errors import CultoError


def _all_errors(root: type[CultoError] = CultoError) -> list[type[CultoError]]:
    return [root, *(error for child in root.__subclasses__() for error in _all_errors(child))]


def test_every_error_says_a_sentence_and_has_a_code_of_its_own() -> None:
    ours = [error for error in _all_errors() if error.__module__ == errors.__name__]

    assert len({error.code for error in ours}) == len(ours)
    for error in ours:
        assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", error.code)
        assert error().detail.endswith(".")
        assert 400 <= error.status < 600


def test_an_instance_may_say_it_more_exactly() -> None:
    error = errors.InvalidFileError("The file is empty. Choose one with captions in it.")

    assert str(error) == error.detail == "The file is empty. Choose one with captions in it."
    assert error.code == "INVALID_FILE"
