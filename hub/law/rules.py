"""The rules as data: where each comes from, its decisive words, and from when until when it holds.

A profile is a set of rules, so that the national regulation or a city's own rules can stand beside the measure.
`DESIGN` marks what no text says and the hub decided, `REPORTED` what is known from reports about the text alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from hub.law.decision import RuleId


class RuleSource(Enum):
    """How a rule is known."""

    TEXT = "TEXT"
    REPORTED = "REPORTED"
    DESIGN = "DESIGN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A body of law: `title` and `number` as cited."""

    code: str
    title: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: `article` is its number, None where it is design; `phrase` are the decisive words, or ours for design.

    It holds from `since` until before `until` (None: it still holds).
    """

    id: RuleId
    article: str | None
    phrase: str
    source: RuleSource
    profile: str
    since: date
    until: date | None = None


GUANGDONG: Final = Profile(code="GD-2018", title="广东省政务数据资源共享管理办法（试行）", number="粤府办〔2018〕50号")
_IN_FORCE: Final = date(2019, 1, 1)  # Art. 34


def _text(name: str, article: str, phrase: str, source: RuleSource = RuleSource.TEXT) -> Rule:
    return Rule(id=RuleId(name), article=article, phrase=phrase, source=source, profile=GUANGDONG.code, since=_IN_FORCE)


def _design(name: str, phrase: str) -> Rule:
    return Rule(
        id=RuleId(name), article=None, phrase=phrase, source=RuleSource.DESIGN, profile=GUANGDONG.code, since=_IN_FORCE
    )


REGISTER: Final = _text("G-REGISTER", "10", "纳入全省政务数据资源目录中统一管理")
SECRET: Final = _text("G-SECRET-ENTRY", "2", "涉及国家秘密的数据不纳入共享目录", RuleSource.REPORTED)
ACQUIRE: Final = _text(
    "G-ACQUIRE",
    "12",
    "依照法律、法规规定采集；因履行公共管理和服务职责需要产生；通过协商等合法方式获取",
)
NO_DUPLICATE: Final = _text("G-NODUP", "13", "可以通过共享方式获得政务数据资源的，应避免通过其他方式重复采集")
FREE: Final = _text("G-FREE", "16", "政务部门之间无偿共享政务数据资源")
NO_REFUSAL: Final = _text(
    "G-NOREFUSE",
    "16",
    "没有法律、法规、规章依据，政务部门不得拒绝其他政务部门提出的共享要求，不得以部门内部管理办法作为不共享的依据",
)
PURPOSE: Final = _text("G-PURPOSE", "16", "应当用于本部门履行职责需要，明确应用的具体业务，不得用于其他任何目的")
BASE: Final = _text("G-BASE", "17", "基础信息资源的基础数据项，必须在政务部门间实现无条件共享")
CLASS: Final = _text(
    "G-CLASS", "18", "有条件的共享和不予共享的政务数据资源，需提供有关法律、法规和规章依据，否则应当无条件共享"
)
MIXED: Final = _text("G-MIXED", "18", "仅能够部分提供给所有政务部门共享使用的政务数据资源属于有条件的共享类")
CONDITION: Final = _text("G-COND", "18", "列入有条件的共享类的政务数据资源，提供方应明确具体共享条件")
NOT_SHARED: Final = _text("G-NOTSHARED", "18", "不宜提供给其他政务部门共享使用的政务数据资源属于不予共享类")
SELF_SERVICE: Final = _text("G-SELF", "19", "使用无条件共享类政务数据资源的，可通过省政务大数据中心自行获取")
APPLY: Final = _text("G-APPLY", "19", "提出共享申请，说明共享用途和申请数据项内容")
REVIEW: Final = _text("G-REVIEW", "19", "政务数据主管部门会同政务数据提供部门按照规定的共享条件进行审核")
REPLY: Final = _text("G-REPLY", "19", "收到申请后10个工作日内答复")
GRANT: Final = _text("G-GRANT", "19", "审核通过的，开通相应共享权限，审核不通过的，应说明理由")
OWN: Final = _design("G-OWN", "提供部门使用本部门提供的数据，无须申请")
CONTESTED: Final = _design("G-CONTESTED", "导入的限制性声明无有效依据的，依法属于无条件共享，主管部门确认前暂不提供")
UNCONFIRMED: Final = _design("G-UNCONFIRMED", "导入时未声明共享类型的，依法属于无条件共享，确认前暂不提供")
COORDINATE: Final = _design(
    "G-COORDINATE", "审核双方意见不一致、逾期未答复，或者提供方、申请方即为该主管部门的，由上一级主管部门协调决定"
)
OWN_CASE: Final = _design("G-OWN-CASE", "任何部门不得审核、协调本部门提出的申请")
SUPPLEMENT: Final = _design("G-SUPPLEMENT", "需要补充材料的，一次告知；等待补充期间工作时限中止，法定时限不变")
VALIDITY: Final = _design("G-VALIDITY", "共享权限有期限，可以延长、暂停和撤销；撤销须说明理由并立即生效")

RULES: Final[Mapping[RuleId, Rule]] = {
    rule.id: rule
    for rule in (
        REGISTER,
        SECRET,
        ACQUIRE,
        NO_DUPLICATE,
        FREE,
        NO_REFUSAL,
        PURPOSE,
        BASE,
        CLASS,
        MIXED,
        CONDITION,
        NOT_SHARED,
        SELF_SERVICE,
        APPLY,
        REVIEW,
        REPLY,
        GRANT,
        OWN,
        CONTESTED,
        UNCONFIRMED,
        COORDINATE,
        OWN_CASE,
        SUPPLEMENT,
        VALIDITY,
    )
}
"""Every rule that the hub executes, by id."""


def in_force(rule: Rule, day: date) -> bool:
    """Tell whether a rule holds on a day."""
    return rule.since <= day and (rule.until is None or day < rule.until)
