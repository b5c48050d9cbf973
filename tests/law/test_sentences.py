import re
from dataclasses import replace

from hypothesis import given

from hub.codes import Code
from hub.law.access import decide
from hub.law.decision import Agent, Lacking, Reason, Remedy, RuleId, Step
from hub.law.facts import ItemFacts, Request
from hub.law.remedies import remedies
from hub.law.rules import RULES, RuleSource
from hub.law.sentences import (
    Sentence,
    sentence_of_lacking,
    sentence_of_reason,
    sentence_of_remedy,
    source_of,
)
from hub.vocabulary import ShareType
from tests.law.dice import items, requests
from tests.law.facts import INTERNAL, NOW, REQUEST, item

CHINESE = re.compile(r"[\u4e00-\u9fff].*。", re.DOTALL)
ENGLISH = re.compile(r"[A-Z].*\.", re.DOTALL)


def is_whole(sentence: Sentence) -> bool:
    """Tell whether both languages have one whole sentence, with nothing left to fill in."""
    return bool(ENGLISH.fullmatch(sentence.en) and CHINESE.search(sentence.zh) and "{" not in sentence.en + sentence.zh)


@given(items(), requests())
def test_whatever_is_decided_can_be_said(facts: ItemFacts, request: Request) -> None:
    """Every reason, everything lacking and every remedy, in both languages."""
    (decision,) = decide([facts], request, NOW)
    assert all(is_whole(sentence_of_reason(reason)) for reason in decision.reasons)
    assert all(is_whole(sentence_of_lacking(lacking)) for lacking in decision.lacking)
    assert all(is_whole(sentence_of_remedy(step)) for remedy in remedies(facts, request, NOW) for step in remedy)


def test_a_refusal_cites_its_article() -> None:
    """As it is cited in each language."""
    (decision,) = decide([item(ShareType.NOT_SHARED, INTERNAL)], replace(REQUEST, purpose=None), NOW)
    assert [sentence_of_reason(reason) for reason in decision.reasons] == [
        Sentence(
            "No purpose is named: every use of shared data, unconditional or not, names its concrete business matter "
            "(Art. 16).",
            "未说明用途：使用共享数据，无论是否无条件共享，均应当明确应用的具体业务（《办法》第十六条）。",
        )
    ]


def test_what_rests_on_design_says_so() -> None:
    """And what is known from reports alone says that."""
    contested, claim = decide([item(ShareType.NOT_SHARED, INTERNAL)], REQUEST, NOW)[0].reasons
    assert sentence_of_reason(contested).en.endswith("since opening cannot be undone (design of this hub).")
    assert sentence_of_reason(claim) == Sentence(
        "The item claims NOT_SHARED; the basis that it cites (internal) is INADMISSIBLE (Art. 18).",
        "本信息项声明为NOT_SHARED；所引依据（internal）为INADMISSIBLE（《办法》第十八条）。",
    )
    assert source_of(RuleId("G-SECRET-ENTRY")) == Sentence("Art. 2, as reported", "据报道的《办法》第二条")


def test_what_is_lacking_tells_unmet_from_unknown() -> None:
    """And which condition wants it."""
    lacking = Lacking(clause="Through", known=True, wanted="BULK", condition=Code("bulk-only"))
    assert sentence_of_lacking(lacking) == Sentence(
        "A condition wants that the records go through BULK (condition bulk-only).",
        "共享条件要求：通过BULK方式取得（条件bulk-only）。",
    )
    assert sentence_of_lacking(replace(lacking, known=False, condition=None)) == Sentence(
        "It is not known whether the records go through BULK.", "尚不能确定：通过BULK方式取得。"
    )


def test_every_step_can_be_said() -> None:
    """Whoever can take it."""
    assert all(is_whole(sentence_of_remedy(Remedy(step=step, agent=Agent.ASKER, value="aa"))) for step in Step)


def test_a_rule_that_holds_has_a_source() -> None:
    """An article for what is text or reported, none for what is design."""
    for rule in RULES.values():
        assert (rule.article is None) is (rule.source is RuleSource.DESIGN), rule.id
        assert rule.profile == "GD-2018"


def test_a_reason_without_its_facts_is_worded_without_them() -> None:
    """The wording is chosen by the facts at hand."""
    grant = Reason(rule=RuleId("G-GRANT"), facts={"grant": "grant-1", "state": "REVOKED"})
    assert sentence_of_reason(grant).en == "The grant grant-1 is REVOKED (Art. 19)."
