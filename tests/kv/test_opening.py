"""What HUB_KV_URL may say."""

import pytest

from hub.errors import MalformedSetting
from hub.kv.memory import MemoryKeys
from hub.kv.opening import open_kv, require_shared
from hub.kv.redis import RedisKeys


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("memory:", MemoryKeys),
        ("redis://localhost", RedisKeys),
        ("redis://user:word@localhost:6379/1", RedisKeys),
        ("rediss://localhost", RedisKeys),
    ],
)
def test_a_url_names_a_store(url: str, kind: type) -> None:
    """Memory and Redis, with and without TLS."""
    assert type(open_kv(url)) is kind


@pytest.mark.parametrize(
    "url",
    [
        "",
        "memory",
        "memory://",
        "http://localhost",
        "redis://",
        "redis://:word@/0",
        "redis://localhost:port",
        "redis://localhost/first",
        "redis://localhost?db=1",
        "redis:/localhost",
    ],
)
def test_anything_else_is_refused_without_telling_its_password(url: str) -> None:
    """A URL that names no store is refused when it is read, not when it is used."""
    with pytest.raises(MalformedSetting) as refused:
        open_kv(url)
    assert refused.value.facts == {"setting": "HUB_KV_URL"}
    assert "word" not in refused.value.message


@pytest.mark.parametrize(("url", "workers"), [("memory:", 1), ("redis://localhost", 1), ("redis://localhost", 8)])
def test_workers_that_share_their_state_may_start(url: str, workers: int) -> None:
    """One worker may keep its state in memory; several share a Redis."""
    require_shared(url, workers=workers)


def test_workers_that_would_not_share_their_state_do_not_start() -> None:
    """Two workers with a memory each are refused, and told what to do."""
    with pytest.raises(MalformedSetting, match="set HUB_KV_URL to a Redis") as refused:
        require_shared("memory:", workers=2)
    assert refused.value.facts == {"setting": "HUB_KV_URL"}
