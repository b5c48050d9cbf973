"""The graph port on SQLite: one file, WAL, several readers, one writer per process."""
