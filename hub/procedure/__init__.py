"""Applications and grants: filing, deciding and ending them, and reading what became of them (Art. 19)."""
