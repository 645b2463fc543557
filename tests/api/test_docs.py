"""The API's description."""

import re

from tests.api.applications import Api


def test_every_endpoint_is_described_with_nothing_from_another_host(api: Api) -> None:
    document = api.get("/openapi.json").json()
    page = api.get("/docs")

    assert page.status_code == 200
    for path, methods in document["paths"].items():
        assert path in page.text
        for operation in methods.values():
            assert operation["description"].endswith(".")
    assert re.findall(r"(?:src|href)=.?(?:https?:)?//", page.text) == []
    assert api.get("/docs/style.css").headers["content-type"].startswith("text/css")
