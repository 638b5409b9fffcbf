"""From a bare Python to a course that runs; nothing in this room needs more than that Python."""
