"""What the law says as sentences, in English and in Chinese: reasons, what is lacking, and what would change it.

Facts are quoted as they are: codes, moments and members of vocabularies. A refusal cites its article, or says that it
rests on the hub's own design.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hub.law.decision import Lacking, Reason, Remedy, RuleId, Step
from hub.law.rules import RULES, RuleSource


class Sentence(NamedTuple):
    """One sentence in both languages."""

    en: str
    zh: str


def sentence_of_reason(reason: Reason) -> Sentence:
    """Return what a reason says, with the article that its rule rests on."""
    told = _told(reason)
    filled = Sentence(told.en.format_map(reason.facts), told.zh.format_map(reason.facts))
    source = source_of(reason.rule)
    return Sentence(f"{filled.en} ({source.en}).", f"{filled.zh}（{source.zh}）。")


def source_of(rule: RuleId) -> Sentence:
    """Return where a rule comes from: its article, as it is cited, or that it is design."""
    known = RULES[rule]
    match known.source:
        case RuleSource.TEXT:
            return Sentence(f"Art. {known.article}", f"《办法》第{_numeral(known.article or '')}条")
        case RuleSource.REPORTED:
            return Sentence(
                f"Art. {known.article}, as reported", f"据报道的《办法》第{_numeral(known.article or '')}条"
            )
        case RuleSource.DESIGN:
            return Sentence("design of this hub", "本平台规则")


def sentence_of_lacking(lacking: Lacking) -> Sentence:
    """Return what a condition wants and the request lacks, or what is not known."""
    told = _LACKING[lacking.clause]
    condition = Sentence(
        f" (condition {lacking.condition})" if lacking.condition else "",
        f"（条件{lacking.condition}）" if lacking.condition else "",
    )
    lead = _UNMET if lacking.known else _UNKNOWN
    filled = Sentence(told.en.format(lacking.wanted), told.zh.format(lacking.wanted))
    return Sentence(f"{lead.en}{filled.en}{condition.en}.", f"{lead.zh}{filled.zh}{condition.zh}。")


def sentence_of_remedy(remedy: Remedy) -> Sentence:
    """Return what is to be done, by whom it can be."""
    told = _REMEDIES[remedy.step]
    return Sentence(told.en.format(remedy.value), told.zh.format(remedy.value))


def _told(reason: Reason) -> Sentence:
    """Return the wording of a rule that fits the facts of the reason: the first whose names the facts have."""
    wordings = _REASONS[reason.rule]
    return next(told for needed, told in wordings.items() if all(name in reason.facts for name in needed))


_DIGITS: Final = "零一二三四五六七八九"


def _numeral(number: str) -> str:
    """Return a number below a hundred as Chinese law writes it."""
    tens, ones = divmod(int(number), 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


_REASONS: Final[Mapping[str, Mapping[tuple[str, ...], Sentence]]] = {
    "G-PURPOSE": {
        ("matter", "carriedOutBy"): Sentence(
            "The business matter {matter} is carried out by {carriedOutBy}, not by the department that asks; "
            "data may be used for one's own duties alone",
            "业务事项{matter}由{carriedOutBy}办理，不是申请部门的业务；共享数据只能用于本部门履行职责",
        ),
        (): Sentence(
            "No purpose is named: every use of shared data, unconditional or not, names its concrete business matter",
            "未说明用途：使用共享数据，无论是否无条件共享，均应当明确应用的具体业务",
        ),
    },
    "G-OWN": {
        (): Sentence(
            "The department that asks, {provider}, provides this item itself", "{provider}是本信息项的提供部门"
        )
    },
    "G-CONTESTED": {
        (): Sentence(
            "The item claims a restriction that the law does not accept; its records are withheld until the data "
            "authority confirms that it is open, since opening cannot be undone",
            "本信息项声明的限制没有合法依据；因开放后不可收回，在政务数据主管部门确认前暂不提供",
        )
    },
    "G-UNCONFIRMED": {
        (): Sentence(
            "The item was imported without any claim; its records are withheld until its provider or the data "
            "authority confirms that it is open",
            "本信息项导入时未声明共享类型；在提供部门或者政务数据主管部门确认前暂不提供",
        )
    },
    "G-SELF": {
        (): Sentence(
            "The item is shared unconditionally: a department that needs it for its duties gets it without application",
            "本信息项属于无条件共享，因履行职责需要即可自行获取，无须申请",
        )
    },
    "G-NOTSHARED": {
        (): Sentence("The item is not shared, and no application can change that", "本信息项不予共享，申请亦不能改变")
    },
    "G-APPLY": {
        (): Sentence(
            "The item is shared conditionally, and the department has no grant of it for this purpose that permits; "
            "apply for one, naming purpose and items",
            "本信息项属于有条件共享，该部门没有可用于此用途的有效授权；请提出共享申请，说明共享用途和申请数据项内容",
        )
    },
    "G-GRANT": {
        ("grant", "matter"): Sentence(
            "The grant {grant} covers the item for {matter}", "授权{grant}准许为{matter}使用本信息项"
        ),
        ("grant", "state"): Sentence("The grant {grant} is {state}", "授权{grant}的状态为{state}"),
        ("grant", "since"): Sentence("The grant {grant} begins on {since}", "授权{grant}自{since}起生效"),
        ("grant", "until"): Sentence("The grant {grant} ended on {until}", "授权{grant}已于{until}期满"),
    },
    "G-COND": {
        ("grant", "conditions"): Sentence(
            "The conditions recorded in the grant {grant} hold: {conditions}",
            "授权{grant}所载条件均已满足：{conditions}",
        ),
        ("grant",): Sentence(
            "The grant {grant} does not permit this request: a condition recorded in it does not hold",
            "授权{grant}不准许此次使用：其所载条件未满足",
        ),
    },
    "G-BASE": {
        (): Sentence(
            "A base item of a base library must be shared unconditionally, whatever it claims",
            "基础信息资源的基础数据项必须无条件共享，不论其如何声明",
        )
    },
    "G-CLASS": {
        ("claim", "basis", "cited"): Sentence(
            "The item claims {claim}; the basis that it cites ({cited}) is {basis}",
            "本信息项声明为{claim}；所引依据（{cited}）为{basis}",
        ),
        ("claim", "basis"): Sentence(
            "The item claims {claim}, and its basis is {basis}: without a law, regulation or rule it is unconditional",
            "本信息项声明为{claim}，其依据为{basis}：没有法律、法规、规章依据的应当无条件共享",
        ),
        ("claim",): Sentence(
            "The item claims nothing, and what nothing restricts is shared unconditionally",
            "本信息项未声明共享类型，应当无条件共享",
        ),
    },
}

_UNMET: Final = Sentence("A condition wants that ", "共享条件要求：")
_UNKNOWN: Final = Sentence("It is not known whether ", "尚不能确定：")
_LACKING: Final[Mapping[str, Sentence]] = {
    "AmongDepartments": Sentence("the department is one of {}", "使用部门为下列之一：{}"),
    "AtLevels": Sentence("the department is of the level {}", "使用部门的层级为{}"),
    "WithinRegions": Sentence("the department lies in the region {}", "使用部门属于行政区划{}"),
    "ForMatters": Sentence("the purpose is {}", "用途为{}"),
    "OnlyItems": Sentence("the item is one of {}", "信息项为下列之一：{}"),
    "Between": Sentence("the moment lies within {}", "使用时间在下列期间内：{}"),
    "AtMostDays": Sentence("the grant is younger than {} days", "授权未满{}日"),
    "DailyQuota": Sentence("fewer than {} records were had today", "当日已取记录少于{}条"),
    "Through": Sentence("the records go through {}", "通过{}方式取得"),
    "Undertaken": Sentence("the undertaking {} is accepted", "已接受承诺{}"),
    "Secured": Sentence("the client is secured by {} or better", "客户端的安全等级不低于{}"),
    "RowsOf": Sentence("the department has what rows are limited to, {}", "使用部门具有用以限定记录的属性{}"),
    "Not": Sentence("the request is outside what {} excludes", "不属于{}所排除的情形"),
}

_REMEDIES: Final[Mapping[Step, Sentence]] = {
    Step.NAME_PURPOSE: Sentence(
        "Name a business matter that your department itself carries out.", "请说明本部门办理的具体业务。"
    ),
    Step.USE_PURPOSE: Sentence(
        "Ask for the business matter {}, if your department carries it out.", "如属本部门业务，请以业务事项{}为用途。"
    ),
    Step.OBTAIN_GRANT: Sentence(
        "Apply for the item under its published conditions; its provider and the data authority decide.",
        "请按公布的共享条件提出申请，由提供部门会同政务数据主管部门审核。",
    ),
    Step.REINSTATE_GRANT: Sentence(
        "Have the suspension of the grant {} lifted by those who review.", "请审核部门恢复已暂停的授权{}。"
    ),
    Step.ACCEPT_UNDERTAKING: Sentence("Accept the undertaking {} for the grant.", "请就该授权接受承诺{}。"),
    Step.USE_CHANNEL: Sentence("Ask through the channel {}.", "请通过{}方式取得。"),
    Step.RAISE_SECURITY: Sentence("Use a client that is secured by {} or better.", "请使用安全等级不低于{}的客户端。"),
    Step.TELL_USE: Sentence(
        "Ask through the hub, so that the day's use is counted.", "请通过本平台取得，以便计量当日用量。"
    ),
    Step.WAIT_UNTIL: Sentence("Wait until {}.", "请待{}之后。"),
    Step.STATE_CONDITION: Sentence(
        "The provider states a condition that this request meets.", "由提供部门载明此次使用能够满足的共享条件。"
    ),
    Step.OPEN_ITEM: Sentence("The provider opens the item to everyone.", "由提供部门将本信息项改为无条件共享。"),
    Step.CONFIRM_OPEN: Sentence(
        "It is confirmed that the item is open: by the data authority where a restriction is contested, by the "
        "provider where nothing was claimed.",
        "确认本信息项为无条件共享：限制有争议的由政务数据主管部门确认，未声明的由提供部门确认。",
    ),
}
