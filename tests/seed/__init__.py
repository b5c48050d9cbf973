"""Tests of the seed world: what it holds, that it is sound, its records, its planting."""
