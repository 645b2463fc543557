"""Addresses that people paste."""

import pytest

from cultotranscript.errors import UnsupportedUrlError
from cultotranscript.services.addresses import ChannelAddress, parse_channel_address, parse_video_address

ID = "dQw4w9WgXcQ"
CHANNEL = "UC" + "a" * 22


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={ID}",
        f"  https://www.youtube.com/watch?v={ID}&t=120s \n",
        f"https://youtube.com/watch?list=PL123&v={ID}",
        f"https://m.youtube.com/watch?v={ID}",
        f"https://youtu.be/{ID}?si=abc",
        f"https://www.youtube.com/shorts/{ID}",
        f"https://www.youtube.com/live/{ID}?feature=share",
        f"https://www.youtube.com/embed/{ID}",
        f"HTTPS://WWW.YouTube.com/watch?v={ID}",
    ],
)
def test_the_id_of_one_video_is_found(address: str) -> None:
    assert parse_video_address(address) == ID


@pytest.mark.parametrize(
    "address",
    [
        "",
        ID,
        f"http://www.youtube.com/watch?v={ID}",
        f"ftp://www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com:8443/watch?v={ID}",
        f"https://user@www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com@evil.example/watch?v={ID}",
        f"https://evil.example/watch?v={ID}",
        f"https://www.youtube.com.evil.example/watch?v={ID}",
        f"https://evilyoutube.com/watch?v={ID}",
        f"https://www.youtube.com/watch?v={ID}&v={ID}",
        f"https://www.youtube.com/watch?v={ID}x",
        f"https://www.youtube.com/watch?v={ID[:-1]}",
        f"https://www.youtube.com/watch?v={ID[:-1]}é",
        "https://www.youtube.com/watch?v=../../../e",
        "https://www.youtube.com/playlist?list=PL123456789",
        "https://www.youtube.com/@igreja",
        f"https://www.youtube.com/redirect?q=https://youtu.be/{ID}",
        f"https://youtu.be/{ID}/../x",
        f"https://www.youtube.com\\@evil.example/watch?v={ID}",
        f"https://[::1/watch?v={ID}",
        f"javascript:https://youtu.be/{ID}",
        f"https://www.youtube.com/watch?v={ID} https://evil.example",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(UnsupportedUrlError):
        parse_video_address(address)


@pytest.mark.parametrize(
    "address",
    [CHANNEL, f"https://www.youtube.com/channel/{CHANNEL}", f"https://www.youtube.com/channel/{CHANNEL}/videos"],
)
def test_the_id_of_a_channel_is_found(address: str) -> None:
    assert parse_channel_address(address) == ChannelAddress(youtube_id=CHANNEL)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("@igreja.batista-1", "@igreja.batista-1"),
        ("https://www.youtube.com/@igreja", "@igreja"),
        (" https://m.youtube.com/@igreja/streams?view=0 ", "@igreja"),
        ("https://www.youtube.com/@igreja%C3%A9ufes", "@igrejaéufes"),
        ("https://youtube.com/c/IgrejaBatista/", "c/IgrejaBatista"),
        ("https://www.youtube.com/user/igreja/videos", "user/igreja"),
    ],
)
def test_the_name_of_a_channel_is_found(address: str, name: str) -> None:
    assert parse_channel_address(address) == ChannelAddress(name=name)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "@a b",
        "@" + "x" * 31,
        "igreja",
        "http://www.youtube.com/@igreja",
        "https://www.youtube.com/",
        "https://www.youtube.com/@igreja/../watch",
        "https://www.youtube.com/@igreja%2F..%2Fwatch",
        "https://www.youtube.com/@a%3Fb%3Dc",
        "https://www.youtube.com/playlist?list=PL123456789",
        "https://user@www.youtube.com/@igreja",
        f"https://evil.example/channel/{CHANNEL}",
        f"{CHANNEL}x",
        "https://[x",
    ],
)
def test_what_is_no_channels_address_is_refused_with_what_to_do(address: str) -> None:
    with pytest.raises(UnsupportedUrlError, match="copy its address"):
        parse_channel_address(address)
