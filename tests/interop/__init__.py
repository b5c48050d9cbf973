"""The hub's authorization server as clients that others wrote use it."""
