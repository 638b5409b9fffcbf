"""Pages that stand alone: one file, no request to anywhere, light or dark as the reader has it.

What comes from strangers is escaped, and the page itself forbids every script but its own.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from ..checks.verdict import plain_rich
from ..drawing import theme
from .feedback import fit_to_show

STYLE = Path(__file__).with_name("page.css").read_text("utf-8")
# The course's colours by their names, and the grounds of a page: on white paper, and in the dark.
GROUNDS = {
    "ground": ("#f6f4ef", "#141414"),
    "paper": ("#ffffff", "#1e1e1e"),
    "pale": ("#f1efe9", "#2a2a2a"),
}
USED = ("ink", "grey", "faint", "blue", "green", "orange", "vermillion", "purple")


def _colours(which):
    pairs = {name: theme.COLOURS[name] for name in USED} | GROUNDS
    return " ".join(f"--{name}: {pair[which]};" for name, pair in pairs.items())


THEME = (
    f":root {{ {_colours(0)} }}\n"
    f"@media (prefers-color-scheme: dark) {{ :root {{ {_colours(1)} }} }}\n"
    f"@media print {{ :root {{ {_colours(0)} }} }}\n"
)


def page(title, body, wide=False, script=""):
    """A whole page; `title` is text, `body` HTML, and `script` the only code that may run in it."""
    code = f"<script>{script}</script>" if script else ""
    allowed = f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'; "
    policy = (
        f"default-src 'none'; {allowed if script else ''}style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n'
        f"<title>{safe(title)}</title>\n<style>\n{THEME}{STYLE}</style>\n</head>\n"
        f"<body{' class=wide' * wide}>\n{body}\n{code}</body>\n</html>\n"
    ).encode("utf-8", "replace")


def safe(words):
    """Words from anybody as HTML, set apart from the direction of those around them."""
    return escape(fit_to_show(str(words)))


def apart(words):
    """The same inside of a line, where another direction of writing must not reach further."""
    return f"<bdi>{safe(words)}</bdi>"


def safe_rich(words):
    """A message with `code` as code, and its lines kept."""
    return plain_rich(fit_to_show(words))


def paragraphs(words, *classes):
    """Sentences, each a paragraph; "" for none."""
    about = f' class="{" ".join(classes)}"' if classes else ""
    return "".join(f"<p{about}>{safe_rich(one)}</p>" for one in words if one)


def title_of(set_):
    """A set's name as people read it.

    >>> title_of("05_the_chain_rule_is_a_graph")
    '05 · The chain rule is a graph'
    """
    number, _, words = set_.partition("_")
    words = words.replace("_", " ")
    return f"{number} · {words[:1].upper()}{words[1:]}" if words else number


def table(caption, headings, rows, numbers=(), sortable=False):
    """A table of HTML cells, each row's first its heading; `numbers` are columns of numbers."""

    def kind(at):
        return ' class="number"' if at in numbers else ""

    button = "<button type=button>{}</button>" if sortable else "{}"
    head = "".join(
        f'<th scope="col"{kind(at)}>{button.format(one)}</th>' for at, one in enumerate(headings)
    )
    body = "".join(
        "<tr>" + "".join(
            f'<th scope="row"{kind(0)}>{cell}</th>' if at == 0 else f"<td{kind(at)}>{cell}</td>"
            for at, cell in enumerate(row)
        ) + "</tr>\n"
        for row in rows
    )  # fmt: skip
    label = re.sub("<[^>]*>", "", caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>"
        "</table></div>"
    )
