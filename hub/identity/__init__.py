"""Who asks: clients, people, keys and tokens, and the authorization server that brings them together."""
