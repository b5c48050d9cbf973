"""The GraphQL API over a small world."""
