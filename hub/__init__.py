"""The hub: nouns, law, stores and use cases of government data sharing."""
