"""Expressions as graphs: a text is read into a program, a program is built into nodes.

words → reading → program; decompose makes the same program of a SymPy expression;
operations is the table of what a node can do; nodes builds them; graph walks them both ways.
"""

from .graph import Graph
from .reading import read

__all__ = ["Graph", "read"]
