"""Which prediction a cell of the lesson reveals, whatever the name of its guess holds by now.

Most lessons call each guess `guess`, so a reveal that runs again later would speak of another one.
"""

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class RevealCells:
    """`reveals` has the prediction's id for a cell's id, `cell()` is the cell that runs now.

    `unproved()` gives the turns that this cell uses and whose checks do not pass.
    """

    reveals: dict
    cell: Callable
    unproved: Callable = tuple
    asked: dict = field(default_factory=dict)

    def speaker(self, guess):
        """The guess that is revealed here; its id alone where it has not been asked."""
        wanted = self.reveals.get(self.cell(), guess.id)
        return guess if wanted == guess.id else self.asked.get(wanted, wanted)


def revealed_by_cell(lesson):
    """{cell id: prediction id} of the reveals in a lesson's file; cells with several are left."""
    asked, reveals = {}, {}
    for cell in json.loads(lesson.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
        revealed = []
        nodes = [node for node in ast.walk(ast.parse(source)) if hasattr(node, "lineno")]
        for node in sorted(nodes, key=lambda node: node.lineno):
            match node:
                case ast.Assign([ast.Name(name)], ast.Call(ast.Name("ask"), keywords=given)):
                    (asked[name],) = (one.value.value for one in given if one.arg == "id")
                case ast.Call(ast.Attribute(ast.Name(name), "reveal")):
                    revealed.append(asked.get(name))
        if len(revealed) == 1 and revealed[0]:
            reveals[cell["id"]] = revealed[0]
    return reveals
