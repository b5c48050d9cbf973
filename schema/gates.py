"""What a caller may not have of the schema, decided from his token and his role before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import GraphQLError, GraphQLObjectType

from hub.scopes import Rights
from hub.vocabulary import Role
from schema.marks import Marks, Need

WITHHOLDING: Final = frozenset({"UNAUTHENTICATED", "INSUFFICIENT_SCOPE", "FORBIDDEN"})
"""The codes of errors that stand for something that is there and was not given."""

_LOOKING_ON: Final = frozenset({Role.OPERATOR, Role.AUDITOR, Role.SUPERVISOR})
"""The roles that Article 28 keeps apart from sharing: they run, audit and supervise it, and take no step in it."""


@dataclass(frozen=True, slots=True)
class Permit:
    """The gate of a caller: what his `rights` are, and his `role`, None where he is anonymous.

    Permits are equal where both are: what one is refused, every equal one is.
    """

    rights: Rights
    role: Role | None
    marks: Marks = field(compare=False, repr=False)

    def refusal(self, parent: GraphQLObjectType, name: str) -> GraphQLError | None:
        """Return why the caller may not have a field, None where he may; what bears no mark nobody may have."""
        if name.startswith("__") or parent.name.startswith("__"):
            return None
        coordinate = f"{parent.name}.{name}"
        lacking = [need for need in self.marks.needs[parent.name, name] if not need.met_by(self.rights)]
        if lacking:
            return self._out_of_scope(coordinate, lacking)
        if parent.name == "Mutation" and self.role in _LOOKING_ON:
            return _out_of_role(coordinate, self.role)
        return None

    def _out_of_scope(self, coordinate: str, lacking: list[Need]) -> GraphQLError:
        words, chinese = "; ".join(map(str, lacking)), "；".join(need.chinese for need in lacking)
        anonymous = self.role is None
        facts = {
            "code": "UNAUTHENTICATED" if anonymous else "INSUFFICIENT_SCOPE",
            "coordinate": coordinate,
            "needs": [sorted(map(str, each)) for each in lacking[0].alternatives],
            "holds": sorted(map(str, self.rights.scopes)),
            "rule": "token.scopes",
            "article": None,
            "sentenceZh": f"“{coordinate}”需要 {chinese}，当前令牌不含此权限。",
            "remedy": f"{'Sign in, and ask' if anonymous else 'Ask'} for {words}.",
            "remedyZh": f"请{'登录并' if anonymous else ''}申请 {chinese}。",
        }
        holds = "nobody is signed in" if anonymous else "your token does not allow that"
        return GraphQLError(f"`{coordinate}` needs {words}, and {holds}.", extensions=facts)


def _out_of_role(coordinate: str, role: Role) -> GraphQLError:
    facts: Mapping[str, Any] = {
        "code": "FORBIDDEN",
        "coordinate": coordinate,
        "role": role.value,
        "rule": "roles.separate",
        "article": "28",
        "sentenceZh": "安全运营、安全管理、安全监管与数据共享业务分离，该身份不得办理共享业务。",
        "remedy": "Have it done by somebody who acts for the department as consumer, provider or data authority.",
        "remedyZh": "请由以数据使用、数据提供或主管身份办理的人员操作。",
    }
    message = f"Who acts as {role.value} takes no step in sharing: `{coordinate}` is not for this role (Art. 28)."
    return GraphQLError(message, extensions=dict(facts))
