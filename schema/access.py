"""What may be had, and why: decisions of the law as GraphQL types."""

from datetime import datetime
from typing import Any

import strawberry

from hub.access import deciding as access
from hub.law import rules, sentences
from resolvers import access as resolvers
from resolvers import seeing
from schema import references as to
from schema.batching import batched
from schema.enumerations import Agent, MaskMethod, Outcome, RowScope, RuleSource, ShareType, Standing, Step
from schema.fields import leaf
from schema.marks import PUBLIC, READ


def _decided(name: str, graphql_type: object, description: str) -> Any:  # noqa: ANN401 – a field
    return strawberry.field(
        resolver=lambda root: getattr(root.decision, name), graphql_type=graphql_type, description=description
    )


def _said(say: Any, language: str, description: str) -> Any:  # noqa: ANN401 – a function of the root, a field
    return strawberry.field(
        resolver=lambda root: getattr(say(root), language), graphql_type=str, description=description
    )


@strawberry.type(description="A fact that a rule was applied to.", directives=[PUBLIC])
class Fact:
    """A name with its value, as texts."""

    name: str
    value: str


@strawberry.type(description="A rule that bore on a decision, with the facts that matched it.", directives=[PUBLIC])
class Reason:
    """Resolved from `hub.law.decision.Reason`."""

    rule: str = leaf("The rule's id.")
    article: str | None = strawberry.field(
        resolver=lambda root: rules.RULES[root.rule].article,
        graphql_type=str | None,
        description="The article of 粤府办〔2018〕50号 that it rests on; null where it is the hub's design.",
    )
    phrase: str = strawberry.field(
        resolver=lambda root: rules.RULES[root.rule].phrase, graphql_type=str, description="The decisive words."
    )
    source: RuleSource = strawberry.field(
        resolver=lambda root: rules.RULES[root.rule].source,
        graphql_type=RuleSource,
        description="How the rule is known.",
    )
    facts: list[Fact] = strawberry.field(
        resolver=lambda root: [Fact(name=name, value=value) for name, value in root.facts.items()],
        graphql_type=list[Fact],
        description="The facts that matched.",
    )
    sentence = _said(sentences.sentence_of_reason, "en", "The same in English.")
    sentence_zh = _said(sentences.sentence_of_reason, "zh", "The same in Chinese.")


@strawberry.type(description="What a condition wants and the request lacks.", directives=[PUBLIC])
class Lacking:
    """Resolved from `hub.law.decision.Lacking`."""

    clause: str = leaf("The kind of clause, as `Through`.")
    known: bool = leaf("Whether it is known to be unmet; false where the evidence is missing.")
    wanted: str = leaf("What is wanted.")
    condition = batched(
        resolvers.conditions_of, description="The condition that wants it.", graphql_type=to.Condition | None
    )
    sentence = _said(sentences.sentence_of_lacking, "en", "The same in English.")
    sentence_zh = _said(sentences.sentence_of_lacking, "zh", "The same in Chinese.")


@strawberry.type(description="A change that would help to turn a denial.", directives=[PUBLIC])
class Remedy:
    """Resolved from `hub.law.decision.Remedy`."""

    step: Step = leaf("What is to be done.")
    agent: Agent = leaf("Who can do it.")
    value: str = leaf("What the step names: a code, a moment, a member of a vocabulary; empty where nothing.")
    sentence = _said(sentences.sentence_of_remedy, "en", "The same in English.")
    sentence_zh = _said(sentences.sentence_of_remedy, "zh", "The same in Chinese.")


@strawberry.type(description="What is left of the values of an item.", directives=[PUBLIC])
class Mask:
    """Resolved from `hub.law.terms.Mask`."""

    method: MaskMethod = leaf("The method.")
    amount: int | None = leaf("How many characters, units or digits, as the method says.")


@strawberry.type(description="Only the rows in which an item has a certain value.", directives=[PUBLIC])
class RowLimit:
    """Resolved from `hub.law.decision.RowLimit`."""

    item: str = leaf("The name of the item of the same dataset.")
    scope: RowScope = leaf("What its value is compared with.")
    value: str = leaf("What that is for the asking department.")


@strawberry.type(description="Whether a department may have the records of an item, and why.", directives=[READ])
class Access:
    """Resolved from `hub.access.deciding.Access`."""

    code = _decided("item", str, "The item's code.")
    item = batched(resolvers.items_of, description="The item.", graphql_type=to.DataItem | None)
    department = batched(
        seeing.departments_of, description="The department that would have them.", graphql_type=to.Department | None
    )
    purpose = batched(
        seeing.purposes_of, description="The business matter named.", graphql_type=to.BusinessMatter | None
    )
    outcome = _decided("outcome", Outcome, "Allowed, allowed with masks, or denied.")
    share_type = _decided("share_type", ShareType, "共享类型 by law.")
    standing = _decided("standing", Standing, "How firm the share type is.")
    reasons = _decided("reasons", list[Reason], "Why: the rule that decided first.")
    lacking = _decided("lacking", list[Lacking], "What conditions of grants want and the request lacks.")
    masks = _decided("masks", list[Mask], "What masks the values, one after the other.")
    rows = _decided("rows", list[RowLimit], "Which rows are given; all of them must hold.")
    quota = _decided("quota", int | None, "How many records are left today; null where there is no limit.")
    until = _decided("until", datetime | None, "When time alone ends or changes the decision; null: never.")
    grant = batched(resolvers.grants_of, description="The grant that permits.", graphql_type=to.Grant | None)
    remedies = batched(
        resolvers.remedies_of,
        description="What would turn a denial: least sets of changes, each of which suffices; the smallest first.",
        graphql_type=list[list[Remedy]],
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, access.Access)
