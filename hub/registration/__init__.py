"""Entries of the catalogue: registering and changing them, and confirming what an import left open."""
