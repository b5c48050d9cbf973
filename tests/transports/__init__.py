"""Subscriptions over WebSocket and Server-Sent Events, as real clients see them and as the protocols want them."""
