"""The hostile submissions of `course/grading/hostile/`, whose README tells their form."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from nnlib.course.authoring.building import make_exercise
from nnlib.course.authoring.source import Source, cell_id

PAGES = Path(__file__).parent / "course/grading/hostile"
COURSE = Path(__file__).parents[1]
LINE, GRAPH = "01_a_line_is_one_neuron", "05_the_chain_rule_is_a_graph"
SOURCES = {name[:2]: Source(COURSE / "solutions" / name) for name in (LINE, GRAPH)}
HEADING = re.compile(r"^## (\S+)(?: · ([\d. ]+))?\n(.*?)(?=^## |\Z)", re.M | re.S)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
SAYS = re.compile(r"^Says: (.*)$", re.M)
BREACH = """\
HOLES = []


def breach(words):
    HOLES.append(f"A wall has a hole: {words}")
    raise SystemError(HOLES[0])"""
# A hole that was found in a cell that defines no answer is told by all answers.
TELLS = """\
if HOLES:
    def tell(*_):
        raise SystemError(HOLES[0])

    residuals_of = loss = rescale = layer = tell"""


@dataclass(frozen=True)
class Hostile:
    """A submission of which `spoilt` tasks must earn nothing, and all others every point."""

    name: str
    spoilt: tuple
    blocks: tuple
    set: str
    says: tuple

    @property
    def source(self):
        return SOURCES[self.set]


def pages(*names):
    """The submissions of these pages; without names, of all."""
    paths = [PAGES / f"{name}.md" for name in names] or sorted(PAGES.glob("[0-9]*.md"))
    for path in paths:
        for name, spoilt, body in HEADING.findall(path.read_text("utf-8")):
            yield Hostile(
                name,
                tuple(spoilt.split()),
                tuple(BLOCK.findall(body)),
                "05" if "Set: 05" in body else "01",
                tuple(SAYS.findall(body)),
            )


def notebook_of(source, spoilt=(), blocks=()):
    """A notebook with the right answers, and with these cells in place of the spoilt ones."""
    notebook = json.loads(json.dumps(make_exercise(source)))
    gone = {cell_id(id) for id in spoilt}
    for exercise in source.exercises:
        for cell in notebook["cells"]:
            if cell["id"] == cell_id(exercise.task.id):
                cell["source"] = exercise.reference
    cells = [cell for cell in notebook["cells"] if cell["id"] not in gone]
    at = 1 + next(n for n, cell in enumerate(cells) if cell["id"] == "start")
    own = [code_cell(block, f"hostile-{number}") for number, block in enumerate(blocks)]
    if blocks:
        own.insert(0, code_cell(BREACH, "breach"))
        cells.append(code_cell(TELLS, "tells"))
    return notebook | {"cells": [*cells[:at], *own, *cells[at:]]}


def code_cell(source, id):
    made = {"cell_type": "code", "id": id, "metadata": {}, "source": source}
    return made | {"outputs": [], "execution_count": None}


def hand_in(one, folder, places):
    """Write a hostile submission; `places` are put in for the words in capitals."""
    blocks = one.blocks
    for word, place in places.items():
        blocks = [re.sub(rf"\b{word}\b", str(place), block) for block in blocks]
    write(folder / one.name, one.source, json.dumps(notebook_of(one.source, one.spoilt, blocks)))


def write(folder, source, content):
    folder.mkdir()
    content = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    (folder / f"{source.name}.ipynb").write_bytes(content)
