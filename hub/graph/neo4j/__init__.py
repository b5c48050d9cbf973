"""The graph port on a Neo4j server over Bolt, with nothing but what its Community edition has (5.23 or later)."""
