"""The exceptions of the hub: one tree, one stable code each, one clear sentence that says what to do next.

    HubError
    ├── BadInput                 the caller can mend it
    │   ├── MalformedCode        MALFORMED_CODE
    │   ├── MalformedCondition   MALFORMED_CONDITION
    │   ├── MalformedCursor      MALFORMED_CURSOR
    │   ├── MalformedFile        MALFORMED_FILE
    │   ├── MalformedFilter      MALFORMED_FILTER
    │   ├── MalformedId          MALFORMED_ID
    │   ├── MalformedPage        MALFORMED_PAGE
    │   ├── MalformedScope       MALFORMED_SCOPE
    │   ├── MalformedSetting     MALFORMED_SETTING
    │   └── MalformedToken       MALFORMED_TOKEN
    ├── Unauthenticated          UNAUTHENTICATED
    ├── Forbidden                FORBIDDEN
    ├── NotFound                 NOT_FOUND
    │   └── UnknownDocument      DOCUMENT_UNKNOWN
    ├── DocumentRequired         DOCUMENT_REQUIRED
    ├── Conflict                 CONFLICT
    └── StoreUnavailable         STORE_UNAVAILABLE
        └── KvUnavailable        KV_UNAVAILABLE

A refusal by the law is a value, never one of these. Whatever is not a `HubError` is a fault of ours: the border of
the process masks it as INTERNAL and logs it with an id.
"""

from collections.abc import Mapping
from typing import ClassVar


class HubError(Exception):
    """Something could not be done; `code` is stable, `facts` are its machine-readable circumstances."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str, **facts: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.facts: Mapping[str, str | int] = facts


class BadInput(HubError):
    """What the caller sent cannot be read; sending it again unchanged will fail again."""

    code = "BAD_INPUT"


class MalformedCode(BadInput):
    """A code or name that breaks its grammar."""

    code = "MALFORMED_CODE"


class MalformedCondition(BadInput):
    """The terms of a sharing condition that are ill-formed or could not be decided."""

    code = "MALFORMED_CONDITION"


class MalformedCursor(BadInput):
    """A cursor that this hub did not make, or made for another list."""

    code = "MALFORMED_CURSOR"


class MalformedFile(BadInput):
    """A file that cannot be read as what it claims to be."""

    code = "MALFORMED_FILE"


class MalformedFilter(BadInput):
    """A filter or search text outside what a list accepts."""

    code = "MALFORMED_FILTER"


class MalformedId(BadInput):
    """A global id that this hub did not make."""

    code = "MALFORMED_ID"


class MalformedPage(BadInput):
    """A page size or a batch outside its limits."""

    code = "MALFORMED_PAGE"


class MalformedScope(BadInput):
    """A scope or an authorization detail that the hub does not know."""

    code = "MALFORMED_SCOPE"


class MalformedSetting(BadInput):
    """A setting with an unknown name or an unusable value."""

    code = "MALFORMED_SETTING"


class MalformedToken(BadInput):
    """Credentials that are no access token, or are sent as none may be (RFC 6750)."""

    code = "MALFORMED_TOKEN"


class Unauthenticated(HubError):
    """Who asks is not known: the access token, or what was signed in with, is not to be believed (RFC 6750)."""

    code = "UNAUTHENTICATED"


class Forbidden(HubError):
    """What was asked is known, and not for this caller to know or do."""

    code = "FORBIDDEN"


class NotFound(HubError):
    """What was asked for does not exist for this caller."""

    code = "NOT_FOUND"


class UnknownDocument(NotFound):
    """An id under which no document is registered for this caller."""

    code = "DOCUMENT_UNKNOWN"


class DocumentRequired(HubError):
    """The caller sent the text of a document, and may run registered ones alone."""

    code = "DOCUMENT_REQUIRED"


class Conflict(HubError):
    """A change expected something that is no longer so; nothing of it was written."""

    code = "CONFLICT"


class StoreUnavailable(HubError):
    """The store does not answer; the request may be sent again, and nothing unacknowledged was promised."""

    code = "STORE_UNAVAILABLE"


class KvUnavailable(StoreUnavailable):
    """The short-lived state does not answer; what protects against replay refuses until it does."""

    code = "KV_UNAVAILABLE"
