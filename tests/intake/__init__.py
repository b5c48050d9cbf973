"""Importing catalogues: real and broken files, on the real stores."""
