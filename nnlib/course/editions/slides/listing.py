"""Code and what it prints as pieces of a slide."""

import ast
import re
from html import escape
from itertools import pairwise
from math import ceil

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ... import dataflow
from .piece import ROOM, Piece, call_html

ROWS = 16  # of code on a slide
CODE = 0.73  # lines of text in a row of code
LONGEST, WRAPPED = 120, 95  # columns of a row that is shown whole, and of one that is not
PYTHON, PLAIN = PythonLexer(), HtmlFormatter(nowrap=True)


def code_pieces(code, printed="", call=""):
    """Code and what it prints; on one slide if there is room, otherwise cut where it can be."""
    *parts, last = chunks(code)
    for part in parts:
        yield code_piece(part, call=call)
        call = ""
    piece, rows = code_piece(last, call=call), printed.splitlines()
    shown = [
        code_piece("\n".join(part), "printed fragment") for part in evenly(rows, range(len(rows)))
    ]
    if len(shown) == 1 and piece.lines + shown[0].lines <= ROOM:
        yield Piece("code", piece.html + shown[0].html, piece.lines + shown[0].lines)
    else:
        yield from (piece, *shown)


def code_piece(text, kind="code", call=""):
    """Code, or what it prints, in type of a size at which its longest row fits."""
    html = highlight(text, PYTHON, PLAIN) if kind == "code" else escape(text)
    columns = max(map(len, text.splitlines()), default=0)
    columns = columns if columns <= LONGEST else WRAPPED
    rows = sum(ceil(max(len(row), 1) / max(columns, 1)) for row in text.splitlines())
    label = f"<p>{call_html(call)}</p>" if call else ""
    html = f'{label}<pre class="{kind}" style="--columns: {columns}">{html.rstrip()}</pre>'
    return Piece("code", html, rows * CODE + 0.6 + 1.2 * bool(call))


def chunks(code):
    r"""Code in parts of at most ROWS rows where its statements allow it.

    >>> chunks("a = 1\nb = 2")
    ['a = 1\nb = 2']
    """
    rows = code.splitlines()
    starts = [first_row(one) for one in ast.parse(code).body] if len(rows) > ROWS else []
    return ["\n".join(part).strip("\n") for part in evenly(rows, starts)]


def evenly(rows, starts):
    """Rows in as few parts of ROWS as they need, about equally long, each beginning at a start.

    >>> evenly("abcdef", [0, 3]), [len(part) for part in evenly("a" * 20, range(20))]
    (['abcdef'], [10, 10])
    """
    count = ceil(len(rows) / ROWS)
    wanted = [len(rows) * k / count for k in range(1, count)]
    cuts = sorted({min(starts, key=lambda row, place=place: abs(row - place)) for place in wanted})
    cuts = [0, *(cut for cut in cuts if cut), len(rows)]
    return [rows[first:last] for first, last in pairwise(cuts) if rows]


def first_row(statement):
    """The row with which a statement begins, with what decorates it."""
    decorators = getattr(statement, "decorator_list", [])
    return min(one.lineno for one in [statement, *decorators]) - 1


def predicts(code):
    """True for code, a text or a tree, that asks a prediction or reveals one."""
    tree = ast.parse(code) if isinstance(code, str) else code
    calls = (one.func for one in ast.walk(tree) if isinstance(one, ast.Call))
    return any(getattr(f, "id", "") == "ask" or getattr(f, "attr", "") == "reveal" for f in calls)


def makes(statement, flows):
    """The names that a statement binds, or on whose object alone it calls a method."""
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name)))):
            return {name}
    return set(flows[id(statement)].binds)


def is_words(statement):
    """True for a statement that computes nothing, and has a text in it."""
    parts = [*ast.walk(statement)]
    texts = any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in parts)
    return texts and not any(isinstance(one, ast.Call) for one in parts)


def works_on(statement, later):
    """True where a function gets an object of which a later statement reads a part: `x.slope`."""
    given = {
        one.id
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for one in call.args
        if isinstance(one, ast.Name)
    }
    parts = (one for two in later for one in ast.walk(two) if isinstance(one, ast.Attribute))
    return any(getattr(one.value, "id", "") in given for one in parts)


def without_predictions(code, elsewhere):
    r"""The code without what asks and reveals, and without what it names for these alone.

    `elsewhere` are the names that other cells read.  Words go that only such names are made of; a
    sum that leads to one stays, for it is part of the experiment, and so does what works on a value
    of which a part is shown later.

    >>> code = "ways = ('up', 'down')\nz = f(1)\nguess = ask('Where?', options=ways)\nprint(z)"
    >>> without_predictions(code, set())
    'z = f(1)\nprint(z)'
    """
    statements = ast.parse(code).body
    flows = {id(one): dataflow.of(ast.Module([one], [])) for one in statements}
    dropped, first = [one for one in statements if predicts(one)], True
    while True:
        kept = [one for one in statements if one not in dropped]
        wanted = elsewhere.union(*(flows[id(one)].reads - makes(one, flows) for one in kept))
        alone = set().union(*(flows[id(one)].reads for one in dropped)) - wanted
        more = [
            one
            for place, one in enumerate(kept)
            if set() < makes(one, flows) <= alone
            and (first or is_words(one))
            and not works_on(one, kept[place + 1 :])
        ]
        if not more:
            break
        dropped, first = dropped + more, False
    rows = dict(enumerate(code.splitlines()))
    for one in dropped:
        for row in range(first_row(one), one.end_lineno):
            del rows[row]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows.values())).strip()
