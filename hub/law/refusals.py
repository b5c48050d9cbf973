"""What the procedure refuses, as values: which rule, why, and what to do instead, in English and in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from hub.law import rules
from hub.law.registration_texts import REGISTRATION_TEXTS
from hub.law.wording import Text


class RefusalCode(Enum):
    """The stable names of the refusals."""

    PURPOSE_NOT_YOURS = "PURPOSE_NOT_YOURS"
    OWN_ITEM = "OWN_ITEM"
    NO_APPLICATION_NEEDED = "NO_APPLICATION_NEEDED"
    NOT_SHARED = "NOT_SHARED"
    UNSETTLED = "UNSETTLED"
    SEVERAL_PROVIDERS = "SEVERAL_PROVIDERS"
    ALREADY_APPLIED = "ALREADY_APPLIED"
    NO_AUTHORITY = "NO_AUTHORITY"
    NOT_YOUR_STEP = "NOT_YOUR_STEP"
    OWN_APPLICATION = "OWN_APPLICATION"
    NOT_SUBMITTED = "NOT_SUBMITTED"
    ALREADY_SUBMITTED = "ALREADY_SUBMITTED"
    CLOSED = "CLOSED"
    NO_SUPPLEMENT_ASKED = "NO_SUPPLEMENT_ASKED"
    SUPPLEMENT_AWAITED = "SUPPLEMENT_AWAITED"
    SUPPLEMENT_ASKED_ONCE = "SUPPLEMENT_ASKED_ONCE"
    NOT_APPLIED_FOR = "NOT_APPLIED_FOR"
    ITEM_SETTLED = "ITEM_SETTLED"
    COORDINATION_NOT_OPEN = "COORDINATION_NOT_OPEN"
    COORDINATION_ONLY = "COORDINATION_ONLY"
    PROVIDER_CHANGED = "PROVIDER_CHANGED"
    REASON_MISSING = "REASON_MISSING"
    BASIS_MISSING = "BASIS_MISSING"
    BASIS_INADMISSIBLE = "BASIS_INADMISSIBLE"
    GRANT_REVOKED = "GRANT_REVOKED"
    GRANT_EXPIRED = "GRANT_EXPIRED"
    GRANT_SUSPENDED = "GRANT_SUSPENDED"
    GRANT_NOT_SUSPENDED = "GRANT_NOT_SUSPENDED"
    UNDERTAKING_NOT_ASKED = "UNDERTAKING_NOT_ASKED"
    NOT_YOUR_ENTRY = "NOT_YOUR_ENTRY"
    CODE_TAKEN = "CODE_TAKEN"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    SECRET_ENTRY = "SECRET_ENTRY"  # noqa: S105 – a state secret, not a password
    CLAIM_WITHOUT_BASIS = "CLAIM_WITHOUT_BASIS"
    CLAIM_BASIS_INADMISSIBLE = "CLAIM_BASIS_INADMISSIBLE"
    CONDITION_NOT_DECIDABLE = "CONDITION_NOT_DECIDABLE"
    BASE_ITEM_RESTRICTED = "BASE_ITEM_RESTRICTED"
    SHARE_TYPE_DISAGREES = "SHARE_TYPE_DISAGREES"
    ACQUISITION_MISSING = "ACQUISITION_MISSING"
    COLLECTION_WITHOUT_BASIS = "COLLECTION_WITHOUT_BASIS"
    COLLECTED_ALREADY = "COLLECTED_ALREADY"
    NOTHING_TO_CONFIRM = "NOTHING_TO_CONFIRM"
    NOT_YOURS_TO_CONFIRM = "NOT_YOURS_TO_CONFIRM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A step that the procedure does not allow; nothing was changed by it. `facts` fill the sentences."""

    code: RefusalCode
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """The id of the rule that refuses."""
        return _TEXTS[self.code].rule.id

    @property
    def article(self) -> str | None:
        """The article of the measure that the rule is taken from, None where it is design."""
        return _TEXTS[self.code].rule.article

    @property
    def sentence(self) -> str:
        """Why, in English."""
        return _TEXTS[self.code].english.format_map(self.facts)

    @property
    def sentence_zh(self) -> str:
        """Why, in Chinese."""
        return _TEXTS[self.code].chinese.format_map(self.facts)

    @property
    def remedy(self) -> str:
        """What to do instead, in English."""
        return _TEXTS[self.code].remedy.format_map(self.facts)

    @property
    def remedy_zh(self) -> str:
        """What to do instead, in Chinese."""
        return _TEXTS[self.code].chinese_remedy.format_map(self.facts)


def refuse(code: RefusalCode, /, **facts: str) -> Refusal:
    """Return a refusal with the facts that its sentences name."""
    return Refusal(code=code, facts=facts)


_TEXTS: Final[Mapping[RefusalCode, Text]] = {
    RefusalCode.PURPOSE_NOT_YOURS: Text(
        rules.PURPOSE,
        "'{matter}' is not a business matter that your department carries out.",
        "“{matter}”不是本部门办理的业务事项。",
        "Name a business matter of your own department.",
        "请填写本部门的业务事项。",
    ),
    RefusalCode.OWN_ITEM: Text(
        rules.OWN,
        "'{item}' is provided by your own department.",
        "“{item}”由本部门提供。",
        "Use it without an application.",
        "无须申请，可直接使用。",
    ),
    RefusalCode.NO_APPLICATION_NEEDED: Text(
        rules.SELF_SERVICE,
        "'{item}' is shared unconditionally.",
        "“{item}”属于无条件共享。",
        "Take it yourself, naming your purpose; leave it out of the application.",
        "可说明用途后自行获取，请从申请中去掉。",
    ),
    RefusalCode.NOT_SHARED: Text(
        rules.NOT_SHARED,
        "'{item}' is not shared, and no application can change that.",
        "“{item}”属于不予共享，申请不能改变。",
        "Leave it out; ask the provider whether its classification still stands.",
        "请从申请中去掉；可向提供部门了解其共享类型是否仍有依据。",
    ),
    RefusalCode.UNSETTLED: Text(
        rules.CONTESTED,
        "The share type of '{item}' is not settled: the law takes it to be unconditional.",
        "“{item}”的共享类型尚未确认，依法属于无条件共享。",
        "Ask the provider or the data authority to confirm its share type.",
        "请提请提供部门或者主管部门确认其共享类型。",
    ),
    RefusalCode.SEVERAL_PROVIDERS: Text(
        rules.REVIEW,
        "The items are provided by several departments: {providers}.",
        "申请的信息项由多个部门提供：{providers}。",
        "Apply to each provider separately.",
        "请分别向各提供部门申请。",
    ),
    RefusalCode.ALREADY_APPLIED: Text(
        rules.APPLY,
        "Your department has applied for '{item}' for this purpose already: {application}.",
        "本部门已为该用途申请“{item}”：{application}。",
        "Wait for the answer, or withdraw that application first.",
        "请等待答复，或者先撤回该申请。",
    ),
    RefusalCode.NO_AUTHORITY: Text(
        rules.REVIEW,
        "The catalogue names no data authority for the region {region}, which has to review with the provider.",
        "目录中没有行政区划{region}的数据主管部门，无法会同审核。",
        "Ask the operator of the hub to register the data authority.",
        "请联系运营中心登记数据主管部门。",
    ),
    RefusalCode.NOT_YOUR_STEP: Text(
        rules.REVIEW,
        "This step is for {who}.",
        "该步骤应由{who}办理。",
        "Act in that role, or leave it to that department.",
        "请以相应角色办理，或者由该部门办理。",
    ),
    RefusalCode.OWN_APPLICATION: Text(
        rules.OWN_CASE,
        "Nobody decides an application of the own department.",
        "任何部门不得审核本部门的申请。",
        "Leave it to the departments that `nextSteps` names.",
        "请由 nextSteps 所列部门办理。",
    ),
    RefusalCode.NOT_SUBMITTED: Text(
        rules.APPLY,
        "The application is a draft.",
        "申请尚未提交。",
        "Submit it first.",
        "请先提交申请。",
    ),
    RefusalCode.ALREADY_SUBMITTED: Text(
        rules.APPLY,
        "The application has been submitted already.",
        "申请已经提交。",
        "Follow it by `nextSteps`.",
        "请按 nextSteps 查看办理进度。",
    ),
    RefusalCode.CLOSED: Text(
        rules.REPLY,
        "The application is closed: {state}.",
        "申请已经办结：{state}。",
        "Make a new application.",
        "请另行提出申请。",
    ),
    RefusalCode.NO_SUPPLEMENT_ASKED: Text(
        rules.SUPPLEMENT,
        "No supplement is asked for.",
        "目前没有补充材料的要求。",
        "Wait for the review.",
        "请等待审核。",
    ),
    RefusalCode.SUPPLEMENT_AWAITED: Text(
        rules.SUPPLEMENT,
        "The supplement that was asked for has not come.",
        "所要求的补充材料尚未提交。",
        "Decide when it has come, or after {day}, when the answer is overdue by law.",
        "请在收到补充材料后办理，或者在法定期限{day}届满后办理。",
    ),
    RefusalCode.SUPPLEMENT_ASKED_ONCE: Text(
        rules.SUPPLEMENT,
        "A supplement can be asked for once, before the answer is due.",
        "补充材料只能在答复期限内一次告知。",
        "Decide on what there is.",
        "请根据现有材料作出决定。",
    ),
    RefusalCode.NOT_APPLIED_FOR: Text(
        rules.APPLY,
        "'{item}' is not applied for here.",
        "本申请不包含“{item}”。",
        "Name items of the application alone.",
        "请只填写申请中的信息项。",
    ),
    RefusalCode.ITEM_SETTLED: Text(
        rules.REVIEW,
        "'{item}' is settled: {verdict}.",
        "“{item}”已有结论：{verdict}。",
        "Leave it out; a grant can be suspended or revoked.",
        "请去掉该项；已开通的权限可以暂停或者撤销。",
    ),
    RefusalCode.COORDINATION_NOT_OPEN: Text(
        rules.COORDINATE,
        "'{item}' is still with its reviewers, until the end of {day}.",
        "“{item}”仍在审核期限内（至{day}）。",
        "Coordinate where the reviewers disagree, or after that day.",
        "请在审核双方意见不一致时，或者期限届满后协调。",
    ),
    RefusalCode.COORDINATION_ONLY: Text(
        rules.COORDINATE,
        "Applicant or provider is the data authority itself, and no other stands above it.",
        "申请方或者提供方即为主管部门，且没有上一级主管部门。",
        "Decide with the reason recorded: `coordinateApplication`.",
        "请使用 coordinateApplication 作出决定并记录理由。",
    ),
    RefusalCode.PROVIDER_CHANGED: Text(
        rules.REVIEW,
        "'{item}' is now provided by {provider}, which has not reviewed it.",
        "“{item}”现由{provider}提供，该部门尚未审核。",
        "Reject it, citing the law by which it changed hands, or have the applicant apply to that department.",
        "请引用变更提供部门的依据不予批准，或者由申请方向该部门另行申请。",
    ),
    RefusalCode.REASON_MISSING: Text(
        rules.GRANT,
        "The decision lacks its reason{about}.",
        "缺少理由{about}。",
        "State the reason.",
        "请说明理由。",
    ),
    RefusalCode.BASIS_MISSING: Text(
        rules.NO_REFUSAL,
        "The refusal cites no legal basis{about}.",
        "不同意共享但没有引用依据{about}。",
        "Cite a law, regulation or rule of the catalogue.",
        "请引用目录中的法律、法规或者规章。",
    ),
    RefusalCode.BASIS_INADMISSIBLE: Text(
        rules.NO_REFUSAL,
        "The refusal cites internal measures alone{about}, which are no basis for not sharing.",
        "所引用的均为部门内部管理办法{about}，不得作为不共享的依据。",
        "Cite a law, regulation or rule of the catalogue.",
        "请引用目录中的法律、法规或者规章。",
    ),
    RefusalCode.GRANT_REVOKED: Text(
        rules.VALIDITY,
        "The grant has been revoked.",
        "该权限已被撤销。",
        "Apply for a new one.",
        "请另行申请。",
    ),
    RefusalCode.GRANT_EXPIRED: Text(
        rules.VALIDITY,
        "The grant has expired.",
        "该权限已到期。",
        "Apply for a new one.",
        "请另行申请。",
    ),
    RefusalCode.GRANT_SUSPENDED: Text(
        rules.VALIDITY,
        "The grant is suspended.",
        "该权限已被暂停。",
        "Have it reinstated by {by}.",
        "请由{by}恢复。",
    ),
    RefusalCode.GRANT_NOT_SUSPENDED: Text(
        rules.VALIDITY,
        "The grant is not suspended.",
        "该权限未被暂停。",
        "Nothing is to be done.",
        "无须办理。",
    ),
    RefusalCode.UNDERTAKING_NOT_ASKED: Text(
        rules.CONDITION,
        "No condition of the grant asks for the undertaking '{undertaking}'.",
        "该权限的共享条件没有要求承诺“{undertaking}”。",
        "Accept an undertaking that its conditions name.",
        "请接受共享条件中列明的承诺。",
    ),
} | {RefusalCode(name): text for name, text in REGISTRATION_TEXTS.items()}
