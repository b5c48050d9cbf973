"""The audits of the npm package graphql-http, run against a served hub."""
