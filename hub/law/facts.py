"""What the law is told: the facts of items, of the department that asks, and of its grants. Nothing here is judged.

Times are aware. A grant is told to `decide` only where it is one of the asking department; which of its grants fits a
purpose, is alive and has its conditions met is the law's question.
"""

from dataclasses import dataclass
from datetime import datetime

from hub.codes import Code, ItemCode
from hub.law.terms import Term
from hub.vocabulary import BasisKind, Channel, ClientSecurity, GrantState, Level, ShareType


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A legal basis as an item cites it, itself or through its dataset."""

    basis: Code
    kind: BasisKind
    title: str
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A published condition that an item is under; `terms` is None where it has only free text, which never decides."""

    condition: Code
    title: str
    terms: Term | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What one grant of the asking department says of one item.

    `conditions` are those recorded when it was granted, all of which must hold; later changes of the published ones
    do not touch it. `undertakings` are those accepted for it. `records_today` is how many records were had under it
    today (Asia/Shanghai), None where that is not known.
    """

    grant: Code
    matter: Code
    state: GrantState
    since: datetime
    until: datetime
    conditions: tuple[Stated, ...] = ()
    undertakings: frozenset[Code] = frozenset()
    records_today: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What is on record about one item.

    `claim` is what counts as declared: the item's own declaration, else its dataset's (`inherited`). `citations` and
    `conditions` are the item's own where the claim is its own, else its dataset's; a condition may be both. `base`
    tells a base item of a base library (Art. 17). `confirmed` is the share type that the provider or the authority has
    confirmed, None where nobody has. `registered` tells that the entry came through registration, whose rules refuse
    what the law does not accept; others were imported.
    """

    item: ItemCode
    provider: Code
    claim: ShareType | None
    inherited: bool = False
    citations: tuple[Citation, ...] = ()
    conditions: tuple[Stated, ...] = ()
    base: bool = False
    confirmed: ShareType | None = None
    registered: bool = False
    grants: tuple[Granted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The department that asks; `region` is a division code without trailing zeros."""

    department: Code
    level: Level
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """The concrete business that data are asked for (Art. 16), and the department that carries it out."""

    matter: Code
    department: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks, for what, and how; None where a fact is not known, which never counts in the asker's favour."""

    asker: Asker
    purpose: Purpose | None
    channel: Channel | None = None
    security: ClientSecurity | None = None
