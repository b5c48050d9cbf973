"""A small Guangdong to start with, and a generator of catalogues of any size."""
