"""Which media type a GraphQL response has, by the request's `Accept` (RFC 9110, section 12.5.1)."""

from dataclasses import dataclass
from typing import Final

RESPONSE: Final = "application/graphql-response+json"
LEGACY: Final = "application/json"
_OFFERED: Final = (RESPONSE, LEGACY)


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    quality: float

    def matches(self, media_type: str) -> int:
        """Return how precisely the range names a media type, 0 where it does not."""
        if self.kind == media_type:
            return 3
        if self.kind == f"{media_type.partition('/')[0]}/*":
            return 2
        return 1 if self.kind == "*/*" else 0


def response_type(accept: str | None) -> str | None:
    """Return the media type to answer with, None where the caller accepts neither that the hub offers.

    Without a wish, or with the same wish for both, it is `application/json`, which every client of old expects,
    unless `application/graphql-response+json` is named.
    """
    if not accept or not accept.strip():
        return LEGACY
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    wished = {media_type: _quality(media_type, ranges) for media_type in _OFFERED}
    best = max(wished.values())
    if best <= 0:
        return None
    named = any(accepted.kind == RESPONSE for accepted in ranges)
    preferred = (RESPONSE, LEGACY) if named else (LEGACY, RESPONSE)
    return next(media_type for media_type in preferred if wished[media_type] == best)


def _quality(media_type: str, ranges: list[_Range]) -> float:
    matching = [(accepted.matches(media_type), accepted.quality) for accepted in ranges if accepted.matches(media_type)]
    return max(matching)[1] if matching else 0.0


def _range(part: str) -> _Range:
    kind, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
    return _Range(kind.lower(), quality)
