"""The graph port and its two stores."""
