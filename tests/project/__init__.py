"""Tests of the project itself: its packages, locks, imports and texts."""
