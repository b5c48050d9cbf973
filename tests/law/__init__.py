"""Tests of the sharing law: pure functions over facts, conditions and moments."""
