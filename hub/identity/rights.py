"""Rights as they are stored."""

from collections.abc import Mapping
from typing import cast

from hub.identity.port import Json
from hub.scopes import Rights, parse_scopes, read_details, render_scopes, written_details
from hub.vocabulary import Role


def stored_rights(rights: Rights) -> dict[str, Json]:
    """Return rights as a part of an entry's body."""
    return {"scope": render_scopes(rights.scopes), "details": written_details(rights.details)}


def rights_of(body: Mapping[str, Json]) -> Rights:
    """Return the rights that a body holds."""
    details = body["details"]
    return Rights(scopes=parse_scopes(cast("str", body["scope"])), details=read_details(details) if details else ())


def stored_role(body: Mapping[str, Json]) -> Role:
    """Return the role that a body holds; what was stored before there were roles may only use data."""
    return Role(cast("str", body.get("role", Role.CONSUMER.value)))
