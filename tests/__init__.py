"""The tests of the hub."""
