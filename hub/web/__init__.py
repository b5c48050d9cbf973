"""The hub's own pages and the static files they need; nothing here speaks to a store."""
