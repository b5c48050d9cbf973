"""The SQLite adapter beyond the contract, and the port's own arithmetic: texts, ledger, shape."""
