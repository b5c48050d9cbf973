"""What may be had: the law asked of what the graph records."""
