"""The credentials of the demonstration, made on its first start and printed on each."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson

from hub.identity.accounts import new_secret
from hub.identity.passwords import new_password

_FILE: Final = "demo.json"
_OWNER_ALONE: Final = 0o600


@dataclass(frozen=True, slots=True)
class Credentials:
    """The password of everybody in the demonstration, and the secret of its client."""

    password: str
    secret: str


def demo_credentials(folder: Path) -> Credentials:
    """Return the credentials that a folder keeps, made now where it keeps none.

    No two demonstrations have the same ones: a hub that others can reach by mistake lets none of them in.
    """
    path = folder / _FILE
    try:
        return Credentials(**orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        made = Credentials(password=new_password(), secret=new_secret())
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE), "wb") as file:
        file.write(orjson.dumps(asdict(made)))
    return made
