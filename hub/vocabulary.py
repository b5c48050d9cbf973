"""The closed vocabularies of the catalogue; each member is written the same in Python, GraphQL and the graph.

Sources: the national catalogue template (N), the Guangdong measure 粤府办〔2018〕50号 (Art.), practice (P).
"""

from enum import Enum


class ShareType(Enum):
    """共享类型, how a resource is shared between departments (Art. 18)."""

    UNCONDITIONAL = "UNCONDITIONAL"  # 无条件共享
    CONDITIONAL = "CONDITIONAL"  # 有条件共享
    NOT_SHARED = "NOT_SHARED"  # 不予共享


class Level(Enum):
    """The level of government that a department belongs to; CENTRAL for central bodies in the province (Art. 33)."""

    CENTRAL = "CENTRAL"
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"


class DepartmentRole(Enum):
    """What a body is in the sharing system (Arts 28, 32); one body has one role."""

    DEPARTMENT = "DEPARTMENT"  # 政务部门
    DATA_AUTHORITY = "DATA_AUTHORITY"  # 政务数据主管部门
    OPERATING_CENTRE = "OPERATING_CENTRE"  # 运营中心
    SECURITY_MANAGER = "SECURITY_MANAGER"  # 第三方安全管理机构
    SUPERVISOR = "SUPERVISOR"  # 网信、公安、保密等监管部门


class LibraryKind(Enum):
    """基础数据库 or 主题数据库 (Art. 17)."""

    BASE = "BASE"
    THEME = "THEME"


class Classification(Enum):
    """信息资源分类, the first digit of a catalogue code (N): base 1, theme 2, department 3."""

    BASE = "BASE"
    THEME = "THEME"
    DEPARTMENT = "DEPARTMENT"


class DataFormat(Enum):
    """信息资源格式, the class of form in which a dataset is kept (P; Art. 32 covers unstructured material too)."""

    FILE = "FILE"  # 电子文件
    SPREADSHEET = "SPREADSHEET"  # 电子表格
    DATABASE = "DATABASE"  # 数据库
    IMAGE = "IMAGE"  # 图形图像
    STREAM = "STREAM"  # 流媒体
    SELF_DESCRIBING = "SELF_DESCRIBING"  # 自描述格式
    SERVICE = "SERVICE"  # 服务接口


class DataType(Enum):
    """信息项数据类型 with the template's letter (P)."""

    TEXT = "TEXT"  # 字符 C
    NUMERIC = "NUMERIC"  # 数值 N
    CURRENCY = "CURRENCY"  # 货币 Y
    DATE = "DATE"  # 日期 D
    DATETIME = "DATETIME"  # 日期时间 T
    BOOLEAN = "BOOLEAN"  # 逻辑 L
    MEMO = "MEMO"  # 备注 M
    GENERAL = "GENERAL"  # 通用 G
    DOUBLE = "DOUBLE"  # 双精度 B
    INTEGER = "INTEGER"  # 整型 I
    FLOAT = "FLOAT"  # 浮点 F


class UpdateCycle(Enum):
    """更新周期 (N, P)."""

    REALTIME = "REALTIME"  # 实时
    DAILY = "DAILY"  # 每日
    WEEKLY = "WEEKLY"  # 每周
    TEN_DAYS = "TEN_DAYS"  # 每旬
    MONTHLY = "MONTHLY"  # 每月
    QUARTERLY = "QUARTERLY"  # 每季度
    YEARLY = "YEARLY"  # 每年
    OTHER = "OTHER"  # 其他


class SharingWay(Enum):
    """共享方式; online ways first, download and copy only where they cannot do (P)."""

    SYSTEM_INTERFACE = "SYSTEM_INTERFACE"  # 系统对接
    ONLINE_QUERY = "ONLINE_QUERY"  # 联机查询
    ONLINE_BROWSING = "ONLINE_BROWSING"  # 在线浏览
    SERVICE_CALL = "SERVICE_CALL"  # 调用在线服务
    DOWNLOAD = "DOWNLOAD"  # 下载
    COPY = "COPY"  # 拷贝
    OTHER = "OTHER"  # 其他


class Sensitivity(Enum):
    """数据分级 (P); secret material is not in the catalogue at all."""

    PUBLIC = "PUBLIC"  # 公开
    INTERNAL = "INTERNAL"  # 内部
    SENSITIVE = "SENSITIVE"  # 敏感
    IMPORTANT = "IMPORTANT"  # 重要
    CORE = "CORE"  # 核心


class CollectionStatus(Enum):
    """归集状态: whether the data lie on the platform of the department's own level (Art. 15)."""

    REPORTED = "REPORTED"  # 已报送
    EXEMPT = "EXEMPT"  # 使用上级统建系统，无需另行报送
    OUTSTANDING = "OUTSTANDING"  # 未报送


class Acquisition(Enum):
    """How a department came by an item (Art. 12)."""

    COLLECTED_BY_LAW = "COLLECTED_BY_LAW"  # 依照法律、法规规定采集
    PRODUCED_ON_DUTY = "PRODUCED_ON_DUTY"  # 履行职责产生
    AGREED = "AGREED"  # 通过协商等合法方式获取


class BasisKind(Enum):
    """What a citation is; an internal measure is no admissible basis for not sharing (Art. 16)."""

    LAW = "LAW"  # 法律
    REGULATION = "REGULATION"  # 法规
    RULE = "RULE"  # 规章
    INTERNAL_MEASURE = "INTERNAL_MEASURE"  # 部门内部管理办法


class ConditionKind(Enum):
    """What a sharing condition limits (Art. 18)."""

    LIMITED_AUDIENCE = "LIMITED_AUDIENCE"  # 可提供给相关政务部门共享使用
    LIMITED_CONTENT = "LIMITED_CONTENT"  # 仅能够部分提供给所有政务部门共享使用


class Transformation(Enum):
    """What becomes of an upstream item on its way downstream (OpenLineage column lineage, subtypes)."""

    IDENTITY = "IDENTITY"
    TRANSFORMATION = "TRANSFORMATION"
    AGGREGATION = "AGGREGATION"
    JOIN = "JOIN"
    FILTER = "FILTER"


class Standing(Enum):
    """How firm an item's share type is; anything but SETTLED withholds its records, since opening cannot be undone."""

    SETTLED = "SETTLED"  # registered under the rules, or confirmed
    CONTESTED = "CONTESTED"  # claims a restriction that the law does not accept as it stands
    UNCONFIRMED = "UNCONFIRMED"  # claims nothing, and neither provider nor authority has confirmed that it is open


class Channel(Enum):
    """How records reach the department that uses them."""

    PAGE = "PAGE"  # page by page through the API
    BULK = "BULK"  # whole files


class ClientSecurity(Enum):
    """How well a client proves itself, weakest first."""

    SECRET = "SECRET"  # noqa: S105 – a name, not a secret; a shared client secret
    KEY = "KEY"  # a key of its own (private_key_jwt)
    BOUND = "BOUND"  # tokens bound to its key (DPoP, mTLS)


class MaskMethod(Enum):
    """What a mask leaves of a value; a value too short for its mask is masked whole."""

    FULL = "FULL"  # nothing
    HASH = "HASH"  # a hash keyed per recipient
    FIRST = "FIRST"  # the first `amount` characters
    LAST = "LAST"  # the last `amount` characters
    YEAR = "YEAR"  # the year of a date
    BAND = "BAND"  # the band of `amount` units that a number lies in
    REGION = "REGION"  # the first `amount` digits of a division code


class Outcome(Enum):
    """What a decision says of an item's records."""

    ALLOW = "ALLOW"
    MASK = "MASK"
    DENY = "DENY"


class ApplicationState(Enum):
    """Where an application for access stands (Art. 19)."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    SUPPLEMENT_ASKED = "SUPPLEMENT_ASKED"
    UNDER_REVIEW = "UNDER_REVIEW"
    PARTLY_APPROVED = "PARTLY_APPROVED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class GrantState(Enum):
    """What was done with a grant; whether it has expired is computed when it is read, never stored."""

    ACTIVE = "ACTIVE"
    EXTENDED = "EXTENDED"  # active, with a later end than it was granted with
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"


class Role(Enum):
    """In which capacity a person or client acts for a department (Arts 19, 28)."""

    CONSUMER = "CONSUMER"  # 数据使用
    PROVIDER = "PROVIDER"  # 数据提供
    AUTHORITY = "AUTHORITY"  # 主管
    OPERATOR = "OPERATOR"  # 安全运营
    AUDITOR = "AUDITOR"  # 安全管理
    SUPERVISOR = "SUPERVISOR"  # 安全监管


class Verdict(Enum):
    """What a reviewer says of an item applied for."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"


class Seat(Enum):
    """The part that a department has in an application."""

    APPLICANT = "APPLICANT"
    PROVIDER = "PROVIDER"
    AUTHORITY = "AUTHORITY"  # the data authority of the provider's level
    COORDINATOR = "COORDINATOR"  # the next-higher data authority; at the top the provider


class Settlement(Enum):
    """How an item of an application was settled."""

    CONSENT = "CONSENT"  # provider and authority said the same
    COORDINATION = "COORDINATION"  # the next-higher authority decided
    PROVIDER_ALONE = "PROVIDER_ALONE"  # at the top the provider decided, with the reason recorded
    GONE = "GONE"  # the item is no longer in the catalogue


class Task(Enum):
    """What somebody is to do in an application."""

    SUBMIT = "SUBMIT"
    SUPPLY = "SUPPLY"
    REVIEW = "REVIEW"
    COORDINATE = "COORDINATE"
    WITHDRAW = "WITHDRAW"
