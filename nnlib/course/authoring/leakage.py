"""The leak gate: no run of tokens of a solution may stand in what a learner gets."""

import io
import tokenize

from ..regions import REGION

LEAST, RUN = 4, 5
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
    """Every run of LEAST to RUN tokens in a line; what backticks enclose is read by itself."""
    found = set()
    for line in text.splitlines():
        for words in map(tokens, (line, *line.split("`"))):
            for n in range(LEAST, RUN + 1):
                found |= {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}
    return found


def secrets(region):
    """The runs of a solution that nobody may see: RUN tokens of a line, or all of a shorter one."""
    for line in region.splitlines():
        n = min(RUN, len(tokens(line)))
        yield from (run for run in runs(line) if len(run) == n)


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
            for run in sorted(public.intersection(secrets(region[2]))):
                yield cell.id, " ".join(run)
