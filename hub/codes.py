"""Codes and names: their grammar, the composite code of a data item, and the id of a document."""

import re
from hashlib import sha256
from typing import Final, NewType

from hub.errors import MalformedCode

Code = NewType("Code", str)
"""The immutable code of a department, dataset, library, …: safe in URLs and in scopes."""

ItemName = NewType("ItemName", str)
"""The immutable ASCII name of a data item within its dataset: a valid GraphQL name, not reserved by it."""

ItemCode = NewType("ItemCode", str)
"""`<dataset code>#<item name>`."""

DocumentId = NewType("DocumentId", str)
"""`sha256:<64 lowercase hexadecimal digits>` (GraphQL over HTTP, appendix A)."""

CODE_GRAMMAR: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{1,79}"
NAME_GRAMMAR: Final = r"(?!__)[A-Za-z_][A-Za-z0-9_]{0,79}"
_CODE: Final = re.compile(CODE_GRAMMAR)
_NAME: Final = re.compile(NAME_GRAMMAR)


def code(text: str) -> Code:
    """Return a text as a code; raise `MalformedCode` where it is none."""
    if not _CODE.fullmatch(text):
        message = (
            f"'{text[:100]}' is not a code: use 2 to 80 ASCII letters, digits, dots, underscores or hyphens, "
            "beginning with a letter or digit."
        )
        raise MalformedCode(message, value=text[:100])
    return Code(text)


def item_name(text: str) -> ItemName:
    """Return a text as an item name; raise `MalformedCode` where it is none."""
    if not _NAME.fullmatch(text):
        message = (
            f"'{text[:100]}' is not an item name: use 1 to 80 ASCII letters, digits or underscores, beginning with "
            "a letter or one underscore."
        )
        raise MalformedCode(message, value=text[:100])
    return ItemName(text)


def item_code(dataset: Code, name: ItemName) -> ItemCode:
    """Join a dataset's code and an item's name."""
    return ItemCode(f"{dataset}#{name}")


def split_item_code(text: str) -> tuple[Code, ItemName]:
    """Return the dataset code and the item name of an item code; raise `MalformedCode` where it is none."""
    dataset, separator, name = text.partition("#")
    if not separator:
        message = f"'{text[:200]}' is not an item code: write <dataset code>#<item name>."
        raise MalformedCode(message, value=text[:200])
    return code(dataset), item_name(name)


def document_id(text: str) -> DocumentId:
    """Return the id of a GraphQL document: the hash of its very text in UTF-8, blanks and line ends included."""
    return DocumentId(f"sha256:{sha256(text.encode()).hexdigest()}")
