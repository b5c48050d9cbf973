"""Masks applied to values; a value too short for a mask, or of the wrong kind, is masked whole."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from hub.law.terms import Mask
from hub.vocabulary import MaskMethod

Scalar = str | int | float | Decimal | bool | date
"""A record's value; None where there is none."""

_HASH_CHARACTERS: Final = 32  # 128 bits
_WIDEST: Final = 18  # digits before the point; what is longer is an identifier, not a quantity


def masked(value: Scalar | None, masks: Iterable[Mask], *, key: bytes) -> str | None:
    """Return what the masks, one after the other, leave of a value; None where nothing is left.

    `key` is the recipient's own: the same value gives two recipients different hashes, so that they cannot join
    their data. Without a mask there is nothing to ask here: a value comes back as text.
    """
    left = None if value is None else _text(value)
    for mask in masks:
        left = None if left is None else _left(left, mask, key)
    return left


def _text(value: Scalar) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _left(text: str, mask: Mask, key: bytes) -> str | None:
    left: str | None = None
    match mask.method:
        case MaskMethod.HASH:
            digest = hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
            left = digest[:_HASH_CHARACTERS]
        case MaskMethod.YEAR:
            left = _year(text)
        case MaskMethod.BAND:
            left = _band(text, mask.amount or 0)
        case MaskMethod.FIRST | MaskMethod.LAST | MaskMethod.REGION:
            left = _part(text, mask.method, mask.amount or 0)
        case MaskMethod.FULL:
            pass
    return left


def _part(text: str, method: MaskMethod, amount: int) -> str | None:
    if not 0 < amount < len(text) or (method is MaskMethod.REGION and not (text.isascii() and text.isdigit())):
        return None
    return text[-amount:] if method is MaskMethod.LAST else text[:amount]


def _year(text: str) -> str | None:
    try:
        return str(date.fromisoformat(text.partition("T")[0].partition(" ")[0]).year)
    except ValueError:
        return None


def _band(text: str, width: int) -> str | None:
    """Return the band [low, high) of a number, of which the low end is a multiple of the width."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or width < 1 or number.adjusted() > _WIDEST:
        return None
    low = int((number / width).to_integral_value("ROUND_FLOOR")) * width
    return f"[{low}, {low + width})"
