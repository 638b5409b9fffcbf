"""The leak gate: no run of tokens of a solution may stand in what a learner gets."""

import io
import tokenize

from .build import REGION

RUN = 5
LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip


def tokens(line):
    """The tokens of a line of code; of prose, those up to where it stops being readable.

    >>> tokens("a = b + w * X  # why")
    ['a', '=', 'b', '+', 'w', '*', 'X']
    """
    found, reader = [], tokenize.generate_tokens(io.StringIO(line.strip()).readline)
    try:
        found.extend(token.string for token in reader if token.type not in LAYOUT)
    except (tokenize.TokenError, SyntaxError):
        return found
    return found


def runs(text):
    """Every RUN neighbouring tokens in a line; pieces between backticks are read by themselves."""
    found = set()
    for line in text.splitlines():
        for piece in (line, *line.split("`")):
            words = tokens(piece)
            found |= {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    return found


def strings(value):
    """Every text in nested dicts and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from strings(one)


def leaks(cells, given, handed_out):
    """(cell id, run) for runs that solution regions share with the texts handed out, not given."""
    public = set().union(*map(runs, handed_out)).difference(*map(runs, given))
    for cell in cells:
        for region in REGION.finditer(cell.source):
            for run in sorted(runs(region[2]) & public):
                yield cell.id, " ".join(run)
