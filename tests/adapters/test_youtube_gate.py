"""The one way out to YouTube."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests
from tests.adapters.youtube_server import YouTube, serve

from cultotranscript.adapters.youtube_gate import OtherHostError, is_youtube, new_session


@pytest.mark.parametrize(
    ("address", "is_theirs"),
    [
        ("https://www.youtube.com/watch?v=sermon_0001", True),
        ("https://rr1---sn-a5.googlevideo.com/videoplayback", True),
        ("https://YouTube.com:443/", True),
        ("http://www.youtube.com/", False),
        ("https://www.youtube.com:8443/", False),
        ("https://www.youtube.com@example.com/", False),
        ("https://user@www.youtube.com/", False),
        ("https://youtube.com.example.com/", False),
        ("https://notyoutube.com/", False),
        ("https://169.254.169.254/latest", False),
        ("https://localhost/", False),
        ("https://[::1/", False),
        ("https://www.youtube.com:port/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_addresses_of_youtube_are_let_through_and_no_others(address: str, is_theirs: bool) -> None:
    assert is_youtube(address) == is_theirs


def test_a_redirect_within_youtube_is_followed_and_one_to_another_host_is_refused() -> None:
    youtube = YouTube()
    youtube.answers["www.youtube.com/near"] = (302, {"Location": "https://m.youtube.com/there"}, b"")
    youtube.answers["m.youtube.com/there"] = (200, {}, b"there")
    youtube.answers["www.youtube.com/far"] = (302, {"Location": "http://169.254.169.254/latest"}, b"")

    with serve(youtube) as transport, new_session(transport) as session:
        near = session.get("https://www.youtube.com/near")
        with pytest.raises(OtherHostError):
            session.get("https://www.youtube.com/far")

    assert near.text == "there"
    assert youtube.asked == ["www.youtube.com/near", "m.youtube.com/there", "www.youtube.com/far"]


def test_a_session_takes_nobodys_passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine www.youtube.com login anna password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    youtube = YouTube()
    youtube.answers["www.youtube.com/page"] = (200, {}, b"")

    with serve(youtube) as transport, new_session(transport) as session:
        response = session.get("https://www.youtube.com/page")

    assert isinstance(response.request, requests.PreparedRequest)
    assert "Authorization" not in response.request.headers


def test_no_plugin_of_the_users_is_loaded(tmp_path: Path) -> None:
    plugin = tmp_path / "yt_dlp_plugins" / "extractor" / "theirs.py"
    plugin.parent.mkdir(parents=True)
    plugin.write_text(f"open({str(tmp_path / 'loaded')!r}, 'w').close()\n")
    program = (
        "from cultotranscript.adapters.youtube_gate import new_downloader\n"
        "new_downloader({'quiet': True, 'cachedir': False}, None)[0].close()\n"
    )

    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        env={"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)},
        timeout=60,
    )

    assert not (tmp_path / "loaded").exists()
