"""Tests of the sharing law: pure functions, cases as a lawyer writes them, an independent oracle, and mutants."""
