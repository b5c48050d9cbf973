"""Which media types a GraphQL response may have, by the request's `Accept` (RFC 9110, section 12.5.1)."""

from dataclasses import dataclass
from typing import Final

RESPONSE: Final = "application/graphql-response+json"
LEGACY: Final = "application/json"
EVENTS: Final = "text/event-stream"


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


def accepted_types(accept: str | None) -> tuple[str, ...]:
    """Return the media types that the hub offers and the caller accepts, the one he likes best first.

    Without a wish, or with the same wish for several, `application/json` comes first, which every client of old
    expects, unless `application/graphql-response+json` is named; a stream of events comes last.
    """
    ranges = [_range(part) for part in (accept or "").split(",") if part.strip()] or [_Range("*/*", 1)]
    named = any(accepted.kind == RESPONSE for accepted in ranges)
    offered = (RESPONSE, LEGACY, EVENTS) if named else (LEGACY, RESPONSE, EVENTS)
    wished = {media_type: _quality(media_type, ranges) for media_type in offered}
    return tuple(sorted((each for each in offered if wished[each] > 0), key=lambda each: -wished[each]))


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
