"""Tests of what tokens may be used for."""
