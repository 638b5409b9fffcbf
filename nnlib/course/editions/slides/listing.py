"""Code and what it prints as pieces of a slide."""

import ast
import re
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ... import dataflow
from .piece import ROOM, Piece, code_lines, tag

ROWS = 16  # of code on a slide
PYTHON, PLAIN = PythonLexer(), HtmlFormatter(nowrap=True)


def listing(code, printed="", call=""):
    """Code and what it prints; on one slide if there is room, otherwise cut between statements."""
    *parts, last = chunks(code)
    for part in parts:
        yield code_piece(part, call=call)
        call = ""
    piece, shown = code_piece(last, call=call), code_piece(printed, "printed fragment")
    if not printed:
        yield piece
    elif piece.lines + shown.lines <= ROOM:
        yield Piece("code", piece.html + shown.html, piece.lines + shown.lines)
    else:
        yield from (piece, shown)


def code_piece(text, kind="code", call=""):
    """Code, or what it prints, in type of a size at which its longest row fits."""
    html = highlight(text, PYTHON, PLAIN) if kind == "code" else escape(text)
    columns = max(map(len, text.splitlines()), default=0)
    label = f"<p>{tag(call)}</p>" if call else ""
    html = f'{label}<pre class="{kind}" style="--columns: {columns}">{html.rstrip()}</pre>'
    return Piece("code", html, code_lines(text) + 1.2 * bool(call))


def chunks(code, rows=ROWS):
    r"""Code in parts of at most so many rows where its statements allow it.

    >>> chunks("a = 1\n\n\ndef f():\n    return a\n", rows=3)
    ['a = 1', 'def f():\n    return a']
    """
    lines = code.splitlines()
    if len(lines) <= rows:
        return [code]
    parts, first = [], 0
    starts = [first_row(one) for one in ast.parse(code).body]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if end - first > rows and start > first:
            parts.append(lines[first:start])
            first = start
    return ["\n".join(part).strip("\n") for part in [*parts, lines[first:]]]


def first_row(statement):
    """The row with which a statement begins, with what decorates it."""
    decorators = getattr(statement, "decorator_list", [])
    return min(one.lineno for one in [statement, *decorators]) - 1


def predicts(code):
    """True for code, a text or a tree, that asks a prediction or reveals one."""
    tree = ast.parse(code) if isinstance(code, str) else code
    calls = (one.func for one in ast.walk(tree) if isinstance(one, ast.Call))
    return any(getattr(f, "id", "") == "ask" or getattr(f, "attr", "") == "reveal" for f in calls)


def without_predictions(code, elsewhere):
    r"""The code without what asks and reveals, and without what it names for these alone.

    `elsewhere` are the names that other cells read.

    >>> code = "ways = ('up', 'down')\nz = f(1)\nguess = ask('Where?', options=ways)\nprint(z)"
    >>> without_predictions(code, set())
    'z = f(1)\nprint(z)'
    """
    statements = ast.parse(code).body
    flows = {id(one): dataflow.of(ast.Module([one], [])) for one in statements}
    dropped = [one for one in statements if predicts(one)]
    kept = [one for one in statements if one not in dropped]
    wanted = elsewhere.union(*(flows[id(one)].reads for one in kept))
    alone = set().union(*(flows[id(one)].reads for one in dropped)) - wanted
    dropped += [one for one in kept if flows[id(one)].binds and flows[id(one)].binds <= alone]
    rows = dict(enumerate(code.splitlines()))
    for one in dropped:
        for row in range(first_row(one), one.end_lineno):
            del rows[row]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows.values())).strip()
