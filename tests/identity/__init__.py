"""Tests of clients, people, keys, tokens and the authorization server."""
