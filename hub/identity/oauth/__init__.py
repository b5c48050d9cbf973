"""The authorization server: Authlib's grants on Starlette (RFC 6749 as RFC 9700 asks for it)."""
