"""What teaches nnlib: drawings, formulas, steppers, checks, lessons, and their authors' tools.

Each room imports from the rooms below it and from the core; the core imports nothing from here.
tests/test_floors.py has the floors.
"""
