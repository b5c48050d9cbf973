"""What registration and confirmation refuse, in words; by the names of `hub.law.refusals.RefusalCode`."""

from collections.abc import Mapping
from typing import Final

from hub.law import rules
from hub.law.wording import Text

REGISTRATION_TEXTS: Final[Mapping[str, Text]] = {
    "NOT_YOUR_ENTRY": Text(
        rules.REGISTER,
        "'{entry}' is an entry of {provider}, and you do not act as its provider.",
        "“{entry}”由{provider}提供，只能由其以提供方身份编目。",
        "Act for the department that provides it, in the role PROVIDER.",
        "请由提供部门以提供方（PROVIDER）身份办理。",
    ),
    "CODE_TAKEN": Text(
        rules.REGISTER,
        "The code '{entry}' is taken.",
        "代码“{entry}”已被使用。",
        "Change that entry with `updateDataset`, or choose another code.",
        "请使用 updateDataset 修改该条目，或者另选代码。",
    ),
    "UNKNOWN_REFERENCE": Text(
        rules.REGISTER,
        "The catalogue has no {kind} '{code}', which '{subject}' names.",
        "“{subject}”所引用的{kind}“{code}”不在目录中。",
        "Name one that exists.",
        "请引用目录中已有的内容。",
    ),
    "SECRET_ENTRY": Text(
        rules.SECRET,
        "'{subject}' is marked a state secret, and secrets are not in the catalogue at all.",
        "“{subject}”标注为涉及国家秘密，不得纳入目录。",
        "Leave it out, and handle it under the rules for state secrets.",
        "请勿编入目录，并按照保密规定管理。",
    ),
    "CLAIM_WITHOUT_BASIS": Text(
        rules.CLASS,
        "'{subject}' claims {claim} and cites no legal basis: by law it is unconditional.",
        "“{subject}”声明为{claim}，但未提供依据，依法应当无条件共享。",
        "Cite the law, regulation or rule, or declare it unconditional.",
        "请提供法律、法规或者规章依据，否则请声明为无条件共享。",
    ),
    "CLAIM_BASIS_INADMISSIBLE": Text(
        rules.NO_REFUSAL,
        "'{subject}' claims {claim} on internal measures alone, which are no basis for not sharing.",
        "“{subject}”声明为{claim}，所引用的均为部门内部管理办法，不得作为不共享的依据。",
        "Cite a law, regulation or rule, or declare it unconditional.",
        "请引用法律、法规或者规章，否则请声明为无条件共享。",
    ),
    "CONDITION_NOT_DECIDABLE": Text(
        rules.CONDITION,
        "'{subject}' is conditional, and no condition that can be decided is stated.",
        "“{subject}”声明为有条件共享，但没有载明可以判定的具体共享条件。",
        "Name a condition with terms.",
        "请引用载有可判定条款的共享条件。",
    ),
    "BASE_ITEM_RESTRICTED": Text(
        rules.BASE,
        "'{subject}' is a base item, which must be unconditional, and claims {claim}.",
        "“{subject}”是基础数据项，必须无条件共享，却声明为{claim}。",
        "Declare it unconditional.",
        "请声明为无条件共享。",
    ),
    "SHARE_TYPE_DISAGREES": Text(
        rules.MIXED,
        "'{subject}' declares {claim}, and its items make it {derived}.",
        "“{subject}”声明为{claim}，而其信息项应归为{derived}。",
        "Declare what the items make it, or correct the items.",
        "请按信息项的共享类型声明，或者更正信息项。",
    ),
    "ACQUISITION_MISSING": Text(
        rules.ACQUIRE,
        "'{subject}' does not tell how its data are acquired.",
        "“{subject}”未说明数据的获取方式。",
        "Name one of the three ways: by law, on duty, or agreed.",
        "请选择依法采集、履职产生或者协商获取之一。",
    ),
    "COLLECTION_WITHOUT_BASIS": Text(
        rules.ACQUIRE,
        "'{subject}' is collected by law, and no law or regulation is named.",
        "“{subject}”属于依法采集，但未提供法律、法规依据。",
        "Name the law or regulation in `collectedUnder`.",
        "请在 collectedUnder 中填写法律、法规依据。",
    ),
    "COLLECTED_ALREADY": Text(
        rules.NO_DUPLICATE,
        "'{subject}' would collect what can be had by sharing: {share}.",
        "“{subject}”拟采集的数据可以通过共享方式获得：{share}。",
        "Use the share, or record in `collectionReason` why it has to be collected all the same.",
        "请通过共享方式获取；确需采集的，请在 collectionReason 中说明理由。",
    ),
    "NOTHING_TO_CONFIRM": Text(
        rules.UNCONFIRMED,
        "The share type of '{subject}' is settled: {share_type}.",
        "“{subject}”的共享类型已经确定：{share_type}。",
        "Leave it out; a provider changes it with `updateDataset`.",
        "请去掉该项；提供部门可使用 updateDataset 变更。",
    ),
    "NOT_YOURS_TO_CONFIRM": Text(
        rules.CONTESTED,
        "The share type of '{subject}' is for {who} to confirm.",
        "“{subject}”的共享类型应由{who}确认。",
        "Act in that role, or leave it to that department.",
        "请以相应角色办理，或者由该部门办理。",
    ),
}
