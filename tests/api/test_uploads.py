"""A form with a file, piece by piece."""

from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from cultotranscript.api.uploads import UploadForm, receive_form
from cultotranscript.errors import CultoError, PayloadTooLargeError, ValidationFailedError
from cultotranscript.services.uploads import IncomingFile

HEAD = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'


def _part(name: str, value: bytes, file_name: str | None = None) -> bytes:
    more = f'; filename="{file_name}"\r\nContent-Type: text/plain' if file_name is not None else ""
    return b"--x\r\n" + HEAD.format(name, more).encode() + value + b"\r\n"


def _receive(pieces: list[bytes], folder: Path, limit_bytes: int = 1000) -> tuple[UploadForm, bytes]:
    """What comes out of a body that comes in these pieces."""
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    request = Request(
        {
            "type": "http",
            "method": "POST",
            "headers": [(b"content-type", b"multipart/form-data; boundary=x")],
        },
        lambda: _next(messages),
    )

    async def receive() -> tuple[UploadForm, bytes]:
        with IncomingFile(folder, limit_bytes) as incoming:
            form = await receive_form(request, incoming, "file", {"title"})
            incoming.finish()
            return form, incoming.path.read_bytes()

    return anyio.run(receive)


async def _next(messages: list[dict[str, object]]) -> dict[str, object]:
    return messages.pop(0)


@given(st.data())
def test_it_does_not_matter_where_the_pieces_are_cut(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = data.draw(st.binary(max_size=200).filter(lambda value: b"--x" not in value))
    body = _part("title", "A graça".encode()) + _part("file", content, "culto ção.vtt") + b"--x--\r\n"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    pieces = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]

    form, received = _receive(pieces, tmp_path_factory.mktemp("uploads"))

    assert (form.fields, form.file_name, received) == ({"title": "A graça"}, "culto ção.vtt", content)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", ValidationFailedError),
        (_part("file", b"x", "a"), ValidationFailedError),
        (_part("title", b"x") + b"--x--\r\n", ValidationFailedError),
        (_part("other", b"x") + _part("file", b"x", "a") + b"--x--\r\n", ValidationFailedError),
        (_part("file", b"x", "a") * 2 + b"--x--\r\n", ValidationFailedError),
        (_part("title", b"\xff") + _part("file", b"x", "a") + b"--x--\r\n", ValidationFailedError),
        (_part("title", b"x" * 10_000) + b"--x--\r\n", PayloadTooLargeError),
        (_part("file", b"x" * 1001, "a") + b"--x--\r\n", PayloadTooLargeError),
        (b"--x\r\n" + b"A" * 10_000 + b": b\r\n\r\n", ValidationFailedError),
        (_part("title", b"") * 25 + b"--x--\r\n", ValidationFailedError),
    ],
)
def test_a_body_that_is_no_such_form_is_refused_and_nothing_stays(
    tmp_path: Path, body: bytes, error: type[CultoError]
) -> None:
    with pytest.raises(error):
        _receive([body], tmp_path)

    assert list(tmp_path.iterdir()) == []
