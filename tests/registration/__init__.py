"""Clients and their trusted documents."""
