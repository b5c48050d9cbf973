"""Tests of planting and of the generated province."""
