"""Errors outside of the application's own handlers."""

import json

from cultotranscript.errors import UnavailableError
from cultotranscript.middleware.refusals import refusal


def test_a_refusal_says_the_error_in_the_form_of_every_other() -> None:
    answer = refusal(UnavailableError())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["x-content-type-options"] == "nosniff"
    body = json.loads(bytes(answer.body))
    assert body == {"success": False, "detail": UnavailableError().detail, "error_code": "UNAVAILABLE"}
