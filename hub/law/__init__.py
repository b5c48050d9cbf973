"""The sharing law as pure functions: no store, no clock, no framework."""
