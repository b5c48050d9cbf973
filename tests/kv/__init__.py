"""Tests of short-lived state."""
