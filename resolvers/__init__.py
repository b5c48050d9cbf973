"""What answers the fields of the schema: arguments to a use case, a batch of parents at a time."""
