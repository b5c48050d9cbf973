"""The vocabularies as GraphQL enums; their Chinese terms are the descriptions.

Types import the vocabularies from here, so that none is used before it is registered.
"""

from enum import Enum
from typing import Final

import strawberry

from hub.law.clock import ClockUnit
from hub.law.decision import Agent, Step
from hub.law.refusals import RefusalCode
from hub.law.rules import RuleSource
from hub.law.terms import RowScope
from hub.vocabulary import (
    Acquisition,
    ApplicationState,
    BasisKind,
    Channel,
    Classification,
    CollectionStatus,
    ConditionKind,
    DataFormat,
    DataType,
    DepartmentRole,
    GrantState,
    Level,
    LibraryKind,
    MaskMethod,
    Outcome,
    Role,
    Seat,
    Sensitivity,
    Settlement,
    ShareType,
    SharingWay,
    Standing,
    Task,
    Transformation,
    UpdateCycle,
    Verdict,
)

_DESCRIPTIONS: Final[dict[type[Enum], str]] = {
    ShareType: "共享类型 (Art. 18): UNCONDITIONAL 无条件共享, CONDITIONAL 有条件共享, NOT_SHARED 不予共享.",
    Level: "The level of government of a department.",
    DepartmentRole: "What a body is in the sharing system (Arts 28, 32).",
    LibraryKind: "基础数据库 or 主题数据库 (Art. 17).",
    Classification: "信息资源分类: base, theme or department.",
    DataFormat: "信息资源格式: the class of form in which a dataset is kept.",
    DataType: "信息项数据类型.",
    UpdateCycle: "更新周期.",
    SharingWay: "共享方式.",
    Sensitivity: "数据分级.",
    CollectionStatus: "归集状态 (Art. 15).",
    Acquisition: "How a department came by an item (Art. 12).",
    BasisKind: "What a citation is; an internal measure is no admissible basis (Art. 16).",
    ConditionKind: "What a sharing condition limits (Art. 18).",
    ApplicationState: "Where an application for access stands (Art. 19).",
    GrantState: "What was done with a grant; whether it has expired is computed when it is read.",
    Role: "In which capacity somebody acts for a department (Arts 19, 28).",
    Seat: "The part that a department has in an application; at the top the provider coordinates.",
    Settlement: "How an item of an application was settled.",
    Task: "What somebody is to do in an application.",
    Verdict: "What a reviewer says of an item applied for.",
    ClockUnit: "What the amount of a legal clock counts.",
    RefusalCode: "Why the procedure refuses a step.",
    RuleSource: "How a rule is known: from the text, from reports, or as the hub's design.",
    Standing: "How firm a share type is: SETTLED; CONTESTED, where a restriction has no valid basis; UNCONFIRMED, "
    "where nothing was claimed. Unless it is settled the records are withheld.",
    Outcome: "Whether records may be had.",
    Channel: "How records reach the department that uses them.",
    MaskMethod: "What a mask leaves of a value; a value too short for its mask is masked whole.",
    RowScope: "What limits the rows: the region or the code of the asking department.",
    Agent: "Who can bring a change about; REVIEWERS are the provider and the data authority together (Art. 19).",
    Step: "What a remedy consists of.",
    Transformation: "What becomes of an upstream item on its way downstream.",
}

for _vocabulary, _description in _DESCRIPTIONS.items():
    strawberry.enum(_vocabulary, description=_description)

__all__ = [
    "Acquisition",
    "Agent",
    "ApplicationState",
    "BasisKind",
    "Channel",
    "Classification",
    "ClockUnit",
    "CollectionStatus",
    "ConditionKind",
    "DataFormat",
    "DataType",
    "DepartmentRole",
    "GrantState",
    "Level",
    "LibraryKind",
    "MaskMethod",
    "Outcome",
    "RefusalCode",
    "Role",
    "RowScope",
    "RuleSource",
    "Seat",
    "Sensitivity",
    "Settlement",
    "ShareType",
    "SharingWay",
    "Standing",
    "Step",
    "Task",
    "Transformation",
    "UpdateCycle",
    "Verdict",
]
