"""Where what is fetched, built or loaded once for tests and benchmarks is kept: outside the repository."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return $HUB_TEST_CACHE, else ~/.cache/govshare-hub; it need not exist yet."""
    return Path(os.environ.get("HUB_TEST_CACHE") or Path.home() / ".cache" / "govshare-hub")
