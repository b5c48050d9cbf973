"""Noninterference: what is protected from somebody is as if it were not there."""
