"""The instructor guide: the term that it plans, and the tables that are made for it."""
