"""Who confirms that an item is open whose share type is not settled (docs/law.md)."""

from collections.abc import Collection

from hub.codes import Code
from hub.law.applications import Actor
from hub.law.classification import classify
from hub.law.facts import ItemFacts
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.vocabulary import Role, Standing


def may_confirm(item: ItemFacts, actor: Actor, *, authorities: Collection[Code]) -> Refusal | None:
    """Return why an actor may not confirm that an item is unconditional, None where he may.

    A contested item is for a data authority of the provider's region, or of one around it, to confirm; an unconfirmed
    one also for its provider. What is settled is not opened by a confirmation.
    """
    share_type, standing = classify(item)
    if standing is Standing.SETTLED:
        return refuse(RefusalCode.NOTHING_TO_CONFIRM, subject=item.item, share_type=share_type.value)
    if actor.role is Role.AUTHORITY and actor.department in authorities:
        return None
    own = actor.role is Role.PROVIDER and actor.department == item.provider
    if own and standing is Standing.UNCONFIRMED:
        return None
    who = sorted(authorities) if standing is Standing.CONTESTED else [item.provider, *sorted(authorities)]
    return refuse(RefusalCode.NOT_YOURS_TO_CONFIRM, subject=item.item, who=", ".join(who))
