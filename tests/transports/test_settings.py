"""The settings of streams."""

from dataclasses import fields

import pytest

from hub.errors import MalformedSetting
from hub.settings import SETTINGS, read_settings
from schema.pace import Pace


def test_the_pace_is_set_and_tells_its_defaults() -> None:
    """Each interval can be set under its name, and the setting's meaning ends with the default."""
    told = {name: meaning for name, meaning in SETTINGS.items() if name.startswith("HUB_STREAM_")}
    assert set(told) == {f"HUB_STREAM_{interval.name.upper()}" for interval in fields(Pace)}
    for interval in fields(Pace):
        assert told[f"HUB_STREAM_{interval.name.upper()}"].endswith(f"; {interval.default:,} by default")
    read = read_settings({"HUB_STREAM_HEARTBEAT_SECONDS": "3"})
    assert Pace(**read.streams) == Pace(heartbeat_seconds=3)


def test_origins_are_read() -> None:
    """Origins are separated by commas, in any case; there are none by default."""
    read = read_settings({"HUB_ALLOWED_ORIGINS": "https://A.example , http://b:8080,http://[::1]:3000,"})
    assert read.allowed_origins == {"https://a.example", "http://b:8080", "http://[::1]:3000"}
    assert read_settings({}).allowed_origins == frozenset()


@pytest.mark.parametrize(
    "text", ["*", "a.example", "https://a/", "ftp://a", "https://u@a", "https://", "null", "http://["]
)
def test_what_is_no_origin(text: str) -> None:
    """What is no origin, a wildcard above all, is refused."""
    with pytest.raises(MalformedSetting) as refused:
        read_settings({"HUB_ALLOWED_ORIGINS": f"https://a.example, {text}"})
    assert refused.value.facts == {"setting": "HUB_ALLOWED_ORIGINS"}
