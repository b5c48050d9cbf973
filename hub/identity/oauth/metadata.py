"""What clients can find out by themselves: metadata (RFC 8414, RFC 9728) and public keys (RFC 7517)."""

from typing import Final

from hub.identity.accounts import GrantType
from hub.identity.jose import CLIENT_ALGORITHMS
from hub.identity.oauth.issuer import Issuer
from hub.identity.port import Json
from hub.scopes import TYPE, Action, Records

RESOURCE: Final = "/.well-known/oauth-protected-resource"
"""Where the hub tells clients how to get a token for it."""

_SCOPES: list[Json] = [*(action.value for action in Action), str(Records())]


def server_metadata(issuer: Issuer) -> dict[str, Json]:
    """Return what the authorization server can do (RFC 8414, section 2; RFC 9207, section 3; RFC 9396, section 10)."""
    with_secret: list[Json] = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
    algorithms: list[Json] = list(CLIENT_ALGORITHMS)
    at = f"{issuer.address}/oauth"
    return {
        "issuer": issuer.address,
        "authorization_endpoint": f"{at}/authorize",
        "token_endpoint": f"{at}/token",
        "jwks_uri": f"{at}/jwks",
        "revocation_endpoint": f"{at}/revoke",
        "introspection_endpoint": f"{at}/introspect",
        "scopes_supported": _SCOPES,
        "authorization_details_types_supported": [TYPE],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": sorted(GrantType),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "token_endpoint_auth_methods_supported": [*with_secret, "none"],
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": [*with_secret, "none"],
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": with_secret,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "ui_locales_supported": ["zh-CN", "en"],
    }


def resource_metadata(issuer: Issuer) -> dict[str, Json]:
    """Return what a client needs to know of the hub as a resource (RFC 9728, section 2)."""
    return {
        "resource": issuer.address,
        "authorization_servers": [issuer.address],
        "scopes_supported": _SCOPES,
        "authorization_details_types_supported": [TYPE],
        "bearer_methods_supported": ["header"],
        "resource_name": "Hub",
    }
