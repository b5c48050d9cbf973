"""Decisions by the hub's law beside those of policy engines, over the same 20,000 grants."""
