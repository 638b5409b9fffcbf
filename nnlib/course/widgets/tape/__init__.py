"""The tape, stepped: a record for each operation, then the walk back over the records."""
