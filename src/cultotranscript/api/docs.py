"""The API's description for people: a plain page made from the OpenAPI document, with nothing from another host."""

import html
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_STYLE_PATH = "/docs/style.css"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 14px ui-monospace, monospace; overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; } details { margin: .5rem 0; border: 1px solid #8885; border-radius: 6px; }
summary { padding: .5rem .75rem; cursor: pointer; } summary b { display: inline-block; min-width: 4.5rem; }
div { padding: 0 1rem .75rem; } td, th { text-align: left; padding: .2rem .75rem .2rem 0; vertical-align: top; }
"""


@router.get("/docs", response_class=HTMLResponse)
async def read_docs(request: Request) -> HTMLResponse:
    """Every endpoint with its parameters and answers."""
    document: dict[str, Any] = request.app.openapi()
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation.get("tags", ["server"])[0], []).append(_operation(path, method, operation))
    parts = [f"<h2>{html.escape(name)}</h2>{''.join(rows)}" for name, rows in groups.items()]
    return HTMLResponse(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>CultoTranscript API</title><link rel=stylesheet href={_STYLE_PATH}><h1>CultoTranscript API</h1>"
        "<p>The same for machines: <a href=/openapi.json>/openapi.json</a>.</p>" + "".join(parts)
    )


@router.get(_STYLE_PATH)
async def read_style() -> HTMLResponse:
    """How the page looks."""
    return HTMLResponse(_STYLE, media_type="text/css")


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = []
    for parameter in operation.get("parameters", []):
        text = parameter.get("description") or parameter.get("schema", {}).get("description", "")
        cells = (parameter["name"], parameter["in"], text)
        rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}" for cell in cells))
    answers = "".join(
        f"<tr><td>{html.escape(status)}<td>{html.escape(answer.get('description', ''))}"
        for status, answer in operation.get("responses", {}).items()
    )
    body = operation.get("requestBody", {}).get("content", {})
    sent = "".join(
        f"<p>Body: <code>{html.escape(kind)}</code> {html.escape(_name(form.get('schema', {})))}"
        for kind, form in body.items()
    )
    return (
        f"<details><summary><b>{method.upper()}</b><code>{html.escape(path)}</code></summary><div>"
        f"<p>{html.escape(operation.get('description', ''))}</p>{sent}"
        f"<table>{''.join(rows)}</table><table><tr><th>Status<th>{answers}</table></div></details>"
    )


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
