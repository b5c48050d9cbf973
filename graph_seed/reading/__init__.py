"""Reading the files of a seed world: documents, the notation of items, nouns, entries, lineage."""
