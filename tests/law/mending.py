"""What a remedy would change: the question as it would be asked after its changes were made (docs/law.md)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Final

from hub.codes import Code
from hub.law.decision import Remedy, Step
from hub.law.facts import Granted, ItemFacts, Purpose, Stated
from hub.law.terms import AllOf
from hub.vocabulary import Channel, ClientSecurity, GrantState, ShareType
from tests.law.notation import ZONE
from tests.law.oracle import Question

OTHERWISE_UNHEARD: Final = Code("some-matter-of-its-own")
"""A business matter of the asker that no grant and no condition speaks of."""


def mended(question: Question, remedies: Iterable[Remedy]) -> Question:
    """Return a question after changes; a grant is obtained after all that it depends on."""
    ordered = sorted(remedies, key=lambda remedy: _ORDER.get(remedy.step, 0))
    return reduce(lambda asked, remedy: _CHANGES[remedy.step](asked, remedy.value), ordered, question)


_ORDER: Final = {Step.OBTAIN_GRANT: 1, Step.ACCEPT_UNDERTAKING: 2, Step.TELL_USE: 2}


def _purpose(question: Question, matter: str) -> Question:
    purpose = Purpose(matter=Code(matter), department=question.request.asker.department)
    return replace(question, request=replace(question.request, purpose=purpose))


def _items(question: Question, change: Callable[[ItemFacts], ItemFacts]) -> Question:
    return replace(question, items=tuple(map(change, question.items)))


def _grants(question: Question, change: Callable[[Granted], Granted]) -> Question:
    return _items(question, lambda item: replace(item, grants=tuple(map(change, item.grants))))


def _obtain(question: Question, _: str) -> Question:
    purpose = question.request.purpose
    if purpose is None:
        return question
    bare = Granted(
        grant=Code("zz-obtained"),
        matter=purpose.matter,
        state=GrantState.ACTIVE,
        since=question.now,
        until=question.now + timedelta(days=3650),
        records_today=0,
    )
    return _items(
        question, lambda item: replace(item, grants=(*item.grants, replace(bare, conditions=item.conditions)))
    )


def _reinstate(question: Question, grant: str) -> Question:
    return _grants(question, lambda one: replace(one, state=GrantState.ACTIVE) if one.grant == grant else one)


def _accept(question: Question, undertaking: str) -> Question:
    return _grants(question, lambda one: replace(one, undertakings=one.undertakings | {Code(undertaking)}))


def _tell_use(question: Question, _: str) -> Question:
    return _grants(question, lambda one: replace(one, records_today=one.records_today or 0))


def _wait(question: Question, moment: str) -> Question:
    """Return a question asked later; on another day of Asia/Shanghai nothing has been had yet."""
    then = datetime.fromisoformat(moment)
    waited = replace(question, now=then)
    if then.astimezone(ZONE).date() == question.now.astimezone(ZONE).date():
        return waited
    return _grants(waited, lambda one: replace(one, records_today=0))


def _state(question: Question, _: str) -> Question:
    met = Stated(condition=Code("stated"), title="可满足的条件", terms=AllOf(()))
    return _items(question, lambda item: replace(item, conditions=(met,)))


_CHANGES: Final[Mapping[Step, Callable[[Question, str], Question]]] = {
    Step.NAME_PURPOSE: lambda asked, _: _purpose(asked, OTHERWISE_UNHEARD),
    Step.USE_PURPOSE: _purpose,
    Step.OBTAIN_GRANT: _obtain,
    Step.REINSTATE_GRANT: _reinstate,
    Step.ACCEPT_UNDERTAKING: _accept,
    Step.USE_CHANNEL: lambda asked, name: replace(asked, request=replace(asked.request, channel=Channel[name])),
    Step.RAISE_SECURITY: lambda asked, name: replace(
        asked, request=replace(asked.request, security=ClientSecurity[name])
    ),
    Step.TELL_USE: _tell_use,
    Step.WAIT_UNTIL: _wait,
    Step.STATE_CONDITION: _state,
    Step.OPEN_ITEM: lambda asked, _: _items(asked, lambda item: replace(item, claim=ShareType.UNCONDITIONAL)),
    Step.CONFIRM_OPEN: lambda asked, _: _items(asked, lambda item: replace(item, confirmed=ShareType.UNCONDITIONAL)),
}
