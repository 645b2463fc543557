"""A form with one file, parsed as it comes: the file goes to disk in pieces and is never held whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser
from starlette.concurrency import run_in_threadpool

from cultotranscript.errors import PayloadTooLargeError, ValidationFailedError
from cultotranscript.services.uploads import IncomingFile

_FIELD_MAX_BYTES = 8 * 1024
_PARTS_MAX = 20
_NO_FORM = "The body is no form with a file (multipart/form-data)."


@dataclass(slots=True)
class UploadForm:
    """What a form held: its fields as text, and its one file's name."""

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str | None = None


async def receive_form(request: Request, incoming: IncomingFile, file_field: str, known: set[str]) -> UploadForm:
    """Receive a form; its file is written when this returns.

    Args:
        request: Its body is read.
        incoming: Where the file goes.
        file_field: The field that carries the file.
        known: The other fields that are taken.

    Raises:
        ValidationFailedError: It is no such form, or has a field that is not known, or no file.
        PayloadTooLargeError: The file, or a field, is larger than allowed.
        InsufficientStorageError: The disk is full.
    """
    content = Message()
    content["content-type"] = request.headers.get("content-type", "")
    boundary = content.get_boundary()
    if content.get_content_type() != "multipart/form-data" or not boundary or len(boundary) > 200:
        raise ValidationFailedError(_NO_FORM)
    reader = _PartReader(file_field, known)
    parser = MultipartParser(boundary.encode("latin-1", "replace"), reader.callbacks())  # type: ignore[arg-type]  # A TypedDict of these functions.
    try:
        async for data in request.stream():
            parser.write(data)
            pieces, reader.file_pieces = reader.file_pieces, []
            if pieces:
                # Disks may take their time; the event loop has streams to feed meanwhile.
                await run_in_threadpool(incoming.write, b"".join(pieces))
        parser.finalize()
    except MultipartParseError:
        raise ValidationFailedError(_NO_FORM) from None
    if not reader.is_ended:
        raise ValidationFailedError("The form ends before its end. Send it again.")
    if reader.form.file_name is None:
        raise ValidationFailedError(f"{file_field}: the form has no file in this field.")
    return reader.form


class _PartReader:
    """What the parser calls, piece by piece."""

    def __init__(self, file_field: str, known: set[str]) -> None:
        self._file_field, self._known = file_field, known
        self.form = UploadForm()
        self.file_pieces: list[bytes] = []
        self.is_ended = False
        self._parts = 0
        self._header_name = self._header_value = b""
        self._disposition = ""
        self._name = ""
        self._value = b""
        self._is_file = False

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value_piece,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _PARTS_MAX:
            raise ValidationFailedError("The form has too many fields.")
        self._disposition, self._name, self._value, self._is_file = "", "", b"", False
        self._header_name = self._header_value = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]
        self._limit(self._header_name)

    def _header_value_piece(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]
        self._limit(self._header_value)

    def _header_end(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = self._header_value.decode("utf-8", "replace")
        self._header_name = self._header_value = b""

    def _headers_finished(self) -> None:
        header = Message()
        header["content-disposition"] = self._disposition
        self._name = str(header.get_param("name", "", "content-disposition"))
        if self._name == self._file_field:
            if self.form.file_name is not None:
                raise ValidationFailedError(f"{self._file_field}: send one file at a time.")
            self._is_file = True
            self.form.file_name = header.get_filename() or ""
        elif self._name not in self._known:
            raise ValidationFailedError("The form has a field that is not known here.")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self.file_pieces.append(data[start:end])
        else:
            self._value += data[start:end]
            self._limit(self._value)

    def _limit(self, value: bytes) -> None:
        if len(value) > _FIELD_MAX_BYTES:
            raise PayloadTooLargeError("A field of the form is too long.")

    def _end(self) -> None:
        if not self._is_file:
            try:
                self.form.fields[self._name] = self._value.decode("utf-8")
            except UnicodeDecodeError:
                raise ValidationFailedError(f"{self._name}: the text is not UTF-8.") from None

    def _finish(self) -> None:
        self.is_ended = True
