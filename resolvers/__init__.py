"""Batch resolvers: all parents of a field in, one result for each out."""
