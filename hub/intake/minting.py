"""Codes for what came without one: a stable hash of what identifies it, and nothing else.

The rule for a dataset: the code is made from its region, its provider's title, its own title and a discriminator.
The discriminator is empty where no other dataset of the provider in the file bears the title; where several do, it is
the digest of each one's own content. Neither depends on where a row stands, so that a file gives the same codes in
any order. On a hub that already holds datasets of the provider and title, their codes are kept (`hub.intake.matching`)
and only what is left over is minted, hence a code survives a change of content too.
"""

from base64 import b32encode
from hashlib import sha256
from typing import Final

from hub.codes import Code, code
from hub.graph.ledger import canonical
from hub.intake.citations import Citation
from hub.intake.row import Provider

_BYTES: Final = 10
"""80 bits: among a million codes the odds of one collision are below one in a trillion."""


def department_code(provider: Provider) -> Code:
    """Return the code of a department that came with none: its region's code and a hash of region and title."""
    return code(f"{provider.region}-{_hash('department', provider.region, provider.title)}")


def dataset_code(provider: Provider, title: str, *, discriminator: str = "") -> Code:
    """Return the code of a dataset that came with none: its region's code and a hash; see the module's rule."""
    return code(f"{provider.region}-{_hash('dataset', provider.region, provider.title, title, discriminator)}")


def basis_code(citation: Citation) -> Code:
    """Return the code of a legal basis from the instrument and article that are cited."""
    return code(f"basis-{_hash('basis', citation.title, citation.article or '')}")


def short_hash(*parts: str, length: int = 6) -> str:
    """Return the first characters of a hash of texts, in lower-case letters and the digits 2 to 7."""
    return _hash(*parts)[:length]


def _hash(*parts: str) -> str:
    return b32encode(sha256(canonical(parts)).digest()[:_BYTES]).decode().lower()
