"""What the authorization server refuses, in the words of RFC 6749."""

from collections.abc import Mapping
from http import HTTPStatus


class Refused(Exception):
    """An error for the client: its code of RFC 6749 or of an extension, and one sentence in plain ASCII."""

    def __init__(
        self,
        error: str,
        description: str,
        *,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(description)
        self.error, self.description = error, plain(description)
        self.status, self.headers = status, dict(headers or {})


def plain(text: str) -> str:
    """Return a text with what an error description may not hold replaced (RFC 6749, section 5.2)."""
    return "".join(each if " " <= each <= "~" and each not in '"\\' else "'" if each == '"' else "?" for each in text)


def unknown_client(*, basic: bool) -> Refused:
    """Return the one refusal for a client that is unknown, or does not prove who it is."""
    return Refused(
        "invalid_client",
        "The client is unknown, or did not prove who it is.",
        status=HTTPStatus.UNAUTHORIZED,
        headers={"www-authenticate": 'Basic realm="hub"'} if basic else None,
    )
