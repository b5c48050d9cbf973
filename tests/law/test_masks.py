from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hub.law.masks import Scalar, masked
from hub.law.terms import Mask
from hub.vocabulary import MaskMethod

KEY = b"recipient"


@pytest.mark.parametrize(
    ("method", "amount", "value", "left"),
    [
        (MaskMethod.FULL, None, "陈志强", None),
        (MaskMethod.FIRST, 1, "陈志强", "陈"),
        (MaskMethod.FIRST, 3, "陈志强", None),
        (MaskMethod.FIRST, None, "陈志强", None),
        (MaskMethod.LAST, 4, "13800138000", "8000"),
        (MaskMethod.LAST, 4, 8000, None),
        (MaskMethod.LAST, 0, "8000", None),
        (MaskMethod.YEAR, None, date(1990, 5, 1), "1990"),
        (MaskMethod.YEAR, None, datetime(1990, 5, 1, 8, tzinfo=UTC), "1990"),
        (MaskMethod.YEAR, None, "1990-05-01 08:00:00", "1990"),
        (MaskMethod.YEAR, None, "1990年5月", None),
        (MaskMethod.BAND, 1000, 3500, "[3000, 4000)"),
        (MaskMethod.BAND, 1000, -1, "[-1000, 0)"),
        (MaskMethod.BAND, 10, Decimal("19.99"), "[10, 20)"),
        (MaskMethod.BAND, 10, "20", "[20, 30)"),
        (MaskMethod.BAND, 10, True, None),
        (MaskMethod.BAND, 10, float("nan"), None),
        (MaskMethod.BAND, 10, "1e400", None),
        (MaskMethod.BAND, None, 7, None),
        (MaskMethod.REGION, 4, "440106", "4401"),
        (MaskMethod.REGION, 2, 440106, "44"),
        (MaskMethod.REGION, 4, "4401", None),
        (MaskMethod.REGION, 2, "天河区棠下街", None),
        (MaskMethod.HASH, None, None, None),
    ],
)
def test_a_mask_leaves_what_its_method_says(
    method: MaskMethod, amount: int | None, value: Scalar | None, left: str | None
) -> None:
    """A value too short for it, or of the wrong kind, is masked whole."""
    assert masked(value, [Mask(method=method, amount=amount)], key=KEY) == left


def test_hashes_join_within_one_recipient_alone() -> None:
    """The same value gives one recipient the same hash, and another recipient another."""
    mask = [Mask(method=MaskMethod.HASH)]
    first = masked("440106199001011234", mask, key=KEY)
    assert first == masked("440106199001011234", mask, key=KEY)
    assert first not in {masked("440106199001011234", mask, key=b"other"), masked("440106199001011235", mask, key=KEY)}
    assert first is not None
    assert len(first) == 32


def test_masks_follow_one_another() -> None:
    """Each is given what the one before has left; nothing stays nothing; no mask leaves the value."""
    first, last = Mask(method=MaskMethod.FIRST, amount=6), Mask(method=MaskMethod.LAST, amount=2)
    assert masked("440106199001011234", [first, last], key=KEY) == "06"
    assert masked("440106", [first, last], key=KEY) is None
    assert masked(12, [], key=KEY) == "12"
