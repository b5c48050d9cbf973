"""The contract of the graph port in code: every verb on every store, with identical expectations."""
