"""A decision as a value that explains itself: what it is, why, what is missing, and the least that would change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from hub.codes import Code, ItemCode, ItemName
from hub.law.terms import Mask, RowScope
from hub.vocabulary import Outcome, ShareType, Standing

RuleId = NewType("RuleId", str)
"""The id of a rule in `hub.law.rules`, as `G-PURPOSE`."""


class Agent(Enum):
    """Who can bring a change about."""

    ASKER = "ASKER"
    PROVIDER = "PROVIDER"
    AUTHORITY = "AUTHORITY"
    REVIEWERS = "REVIEWERS"  # the provider and the data authority together (Art. 19)
    NOBODY = "NOBODY"  # time alone


class Step(Enum):
    """A change that a remedy consists of, each by one agent; `Remedy.value` says which."""

    NAME_PURPOSE = "NAME_PURPOSE"  # ASKER: name a business matter that the department itself carries out
    USE_PURPOSE = "USE_PURPOSE"  # ASKER: ask for the matter `value`
    OBTAIN_GRANT = "OBTAIN_GRANT"  # REVIEWERS: grant the item for the purpose, on application, under what is published
    REINSTATE_GRANT = "REINSTATE_GRANT"  # REVIEWERS: lift the suspension of the grant `value`
    ACCEPT_UNDERTAKING = "ACCEPT_UNDERTAKING"  # ASKER: accept the undertaking `value` for the grant
    USE_CHANNEL = "USE_CHANNEL"  # ASKER: ask through the channel `value`
    RAISE_SECURITY = "RAISE_SECURITY"  # ASKER: use a client of the security `value` or better
    TELL_USE = "TELL_USE"  # ASKER: have the day's use counted, which is not known
    WAIT_UNTIL = "WAIT_UNTIL"  # NOBODY: the moment `value` (ISO 8601)
    STATE_CONDITION = "STATE_CONDITION"  # PROVIDER: state a decidable condition that this request meets
    OPEN_ITEM = "OPEN_ITEM"  # PROVIDER: reclassify the item as unconditional
    CONFIRM_OPEN = "CONFIRM_OPEN"  # AUTHORITY (contested) or PROVIDER (unconfirmed): confirm it as unconditional


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One change; `value` is what the step names (a code, a moment, an enumeration's name), empty where nothing."""

    step: Step
    agent: Agent
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A rule that bore on the decision, with the facts that matched it, by name, as short texts."""

    rule: RuleId
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """What a condition wants and the request lacks: `known` tells unmet (True) from unknown for want of evidence."""

    clause: str
    """The clause's class, as `Through`."""

    known: bool
    wanted: str
    condition: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLimit:
    """Only rows in which `item` has a value within `scope`, which for this asker is `value`."""

    item: ItemName
    scope: RowScope
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the law says of one item's records, for one request at one moment.

    `reasons` begins with the rule that decided. `masks`, `rows` and `quota` (records left today) limit what is given;
    `until` is when the decision ends by itself. What would change it is told by `hub.law.remedies`.
    """

    item: ItemCode
    outcome: Outcome
    share_type: ShareType
    standing: Standing
    reasons: tuple[Reason, ...]
    lacking: tuple[Lacking, ...] = ()
    grant: Code | None = None
    masks: tuple[Mask, ...] = ()
    rows: tuple[RowLimit, ...] = ()
    quota: int | None = None
    until: datetime | None = None
