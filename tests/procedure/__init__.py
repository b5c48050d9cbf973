"""The procedure: applications, grants and their clock."""
