"""The GraphQL schema: types, inputs, and how batch resolvers become fields."""
