"""Events as the bytes of a stream: pure functions."""

import re

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def one_line(body: str) -> bytes:
    """JSON on one line as UTF-8, in which no reader finds a line end.

    JSON escapes CR and LF by itself; the other line ends of Unicode, at which careless readers split too, can stand
    in its strings alone, where an escape means the same.
    """
    if not body.isascii():
        body = _LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", body)
    return body.encode()


def frame(event_id: str, body: bytes, name: str | None = None) -> bytes:
    """One event of the stream; `name` is what a browser dispatches it under, None for `message`."""
    head = f"id: {event_id}\n" if name is None else f"id: {event_id}\nevent: {name}\n"
    return b"%bdata: %b\n\n" % (head.encode(), body)


def retry(delay_ms: int) -> bytes:
    """How long a browser waits before it opens a lost stream again."""
    return b"retry: %d\n\n" % delay_ms


def chunk(data: bytes) -> bytes:
    """A chunk of an HTTP/1.1 body; `data` is not empty, since an empty chunk would end the body."""
    return b"%x\r\n%b\r\n" % (len(data), data)
