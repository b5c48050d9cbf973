"""On what terms something is shared: share type, conditions, legal bases and sensitivity."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_seed.reading.documents import Fields, malformed
from hub.codes import Code
from hub.vocabulary import Sensitivity, ShareType


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a rule, a dataset or an item says of its sharing; what it does not say is missing here."""

    share: ShareType | None = None
    conditions: tuple[Code, ...] = ()
    bases: tuple[Code, ...] = ()
    sensitivity: Sensitivity | None = None


def terms_of(fields: Fields, rules: Mapping[str, Terms]) -> Terms:
    """Take `rule`, or `share`, `conditions` and `bases`, and `sensitivity`, which may stand beside a rule.

    Raises `MalformedFile` for an unknown rule, and for a rule with terms beside it.
    """
    named = fields.take("rule", str)
    own = Terms(
        share=fields.member("share", ShareType),
        conditions=fields.codes("conditions") or (),
        bases=fields.codes("bases") or (),
        sensitivity=fields.member("sensitivity", Sensitivity),
    )
    if named is None:
        return own
    if named not in rules:
        raise malformed(fields.place, f"there is no rule '{named}' in this file")
    if own.share or own.conditions or own.bases:
        raise malformed(fields.place, "a rule leaves no room for a share, conditions or bases beside it")
    return replace(rules[named], sensitivity=own.sensitivity or rules[named].sensitivity)
