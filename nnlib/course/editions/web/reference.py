"""Pages about nnlib, made by Sphinx's autodoc from the docstrings.

The docstrings are written for a reader of the code: in them an indented block, a table and aligned
columns are to stay as they stand, and `name` is code.  `as_rest` says so in Sphinx's own language.
"""

import ast
import inspect
import re
from importlib import import_module
from itertools import groupby

CORE = (
    "network", "activations", "losses", "parameters", "numeric", "optimizers", "training", "data",
    "expect",
)  # fmt: skip
ROOMS = ("plots", "widgets", "symbolic", "checks")
API = "api"
LONGEST_VALUE = 40
SPECIAL = re.compile(r"[\\*_|]")
COLUMNS = re.compile(r"\S {3,}\S")
CODE = re.compile(r"(`[^`\n]+`)")
SESSION = ("ask", "check", "hint", "solution")


def reference_pages(lessons):
    """{path: text} of the pages, the contents first; of the rooms what these lessons name."""
    used = names_in_lessons(lessons)
    pages = {f"{API}/{name}.md": core_page(name) for name in CORE}
    for room in ROOMS:
        pages[f"{API}/{room}.md"] = room_page(room, sorted(used[room]))
    head = "# The reference\n\nWhat `nnlib` has, from its own words.\n\n"
    links = [f"- [{heading_of(text)}]({path.rpartition('/')[2]})" for path, text in pages.items()]
    return {f"{API}/index.md": head + "\n".join(links) + "\n"} | pages


def heading_of(text):
    """The words of a page's heading."""
    return text.splitlines()[0].removeprefix("# ")


def names_in_lessons(lessons):
    """{room: names} that the lessons' code takes from the rooms of the course."""
    used = {room: set() for room in ROOMS}
    for lesson in lessons:
        for cell in lesson.code:
            for node in ast.walk(ast.parse(cell.source)):
                if not isinstance(node, ast.Attribute):
                    continue
                room = getattr(node.value, "attr", getattr(node.value, "id", None))
                if room in used and hasattr(import_module(f"nnlib.course.{room}"), node.attr):
                    used[room].add(node.attr)
    return used


def core_page(name):
    """The page of a file of the core."""
    return f"# nnlib.{name}\n\n" + in_rest(
        f".. automodule:: nnlib.{name}\n   :members:\n   :member-order: bysource"
    )


def room_page(room, names):
    """The page of a room: what lessons use of it."""
    module = import_module(f"nnlib.course.{room}")
    parts = [in_rest(f".. automodule:: nnlib.course.{room}")]
    parts += [in_rest(directive_for(module, name)) for name in names]
    if room == "checks":
        parts.append("## What `start` returns\n")
        place = "nnlib.course.checks.session.Session"
        parts += [in_rest(f".. automethod:: {place}.{name}") for name in SESSION]
        parts.append(
            in_rest(".. autoclass:: nnlib.course.checks.asking.Guess\n   :members: answer, reveal")
        )
    return f"# nn.{room}\n\n" + "\n".join(parts)


def directive_for(module, name):
    """The directive for a name of a module."""
    thing, place = getattr(module, name), f"{module.__name__}.{name}"
    if inspect.isclass(thing):
        return f".. autoclass:: {place}\n   :members:"
    if callable(thing):
        return f".. autofunction:: {place}"
    value = repr(thing)
    shown = f"\n   :value: {value}" if len(value) <= LONGEST_VALUE else ""
    return f".. py:data:: {place}{shown}"


def in_rest(directive):
    """A directive of reStructuredText in a page of Markdown."""
    return f"```{{eval-rst}}\n{directive}\n```\n"


def as_rest(lines):
    r"""The lines of a docstring in reStructuredText, saying what they say to a reader of the code.

    >>> as_rest(["Take `W` and a_0:", "", "    a = W @ x"])
    ['Take ``W`` and a\\_0:', '', '::', '', '    a = W @ x', '']
    """
    found = []
    for filled, block in groupby(lines, key=lambda line: bool(line.strip())):
        block = [*block]
        if not filled:
            continue
        if block[0].startswith(">>>"):
            found += [*block, ""]
        elif is_set(block):
            found += [
                "::",
                "",
                *(line if line.startswith("    ") else f"    {line}" for line in block),
                "",
            ]
        else:
            found += [*map(escaped_line, block), ""]
    return found


def is_set(block):
    """True for lines that are to stay as they stand: indented, a table, or in columns."""
    return (
        all(line.startswith("    ") for line in block)
        or all(line.startswith("|") for line in block)
        or any(map(COLUMNS.search, block))
    )


def escaped_line(line):
    """A line of words, with its code as code and nothing else that Sphinx would read into it."""
    parts = CODE.split(line)
    return "".join(
        f"`{part}`" if CODE.fullmatch(part) else SPECIAL.sub(r"\\\g<0>", part) for part in parts
    )
