"""Fictitious persons, firms, schools and stations, and their records; none of them can be real."""
