"""Division codes (GB/T 2260) as the catalogue writes them: without trailing zeros, so that a parent's is a prefix."""

import re
from typing import Final

from hub.vocabulary import Level

_CODE: Final = re.compile(r"[1-9]\d(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?")
_LEVELS: Final = {2: Level.PROVINCE, 4: Level.CITY}
_SHORT: Final = {12: 3, 9: 3}


def region_of(text: str) -> str:
    """Return a division code of 2 to 12 digits in the catalogue's form: 520000 is 52, 230100 is 2301.

    Raises `ValueError` where the text is no such code. That the division exists is not checked.
    """
    if not _CODE.fullmatch(text):
        raise ValueError(text)
    while len(text) > 2:  # noqa: PLR2004 (the two digits of a province remain)
        width = _SHORT.get(len(text), 2)
        if text[-width:].strip("0"):
            break
        text = text[:-width]
    return text


def level_of(region: str) -> Level:
    """Return the level of government that a region in the catalogue's form has; a township counts as its county."""
    return _LEVELS.get(len(region), Level.COUNTY)
