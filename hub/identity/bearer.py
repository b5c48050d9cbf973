"""Who asks with an access token."""

from hub.codes import Code
from hub.identity.tokens import AccessToken
from hub.principals import Principal


def principal_of(token: AccessToken) -> Principal:
    """Return who asks with a token: the department that it acts for, in its role, with its rights."""
    return Principal(
        department=token.department,
        role=token.role,
        person=token.person,
        client=Code(token.client),
        security=token.security,
        rights=token.rights,
    )
