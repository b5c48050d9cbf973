"""The GraphQL schema of the hub."""
