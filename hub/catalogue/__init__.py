"""Reading the catalogue: its nouns as the graph keeps them, lists of them, and the feed of their changes."""
