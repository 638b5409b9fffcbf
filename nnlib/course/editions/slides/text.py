"""The Markdown of a cell as blocks and sentences, and its HTML.

A source line of a paragraph is one sentence: the conventions of the lessons hold it.
"""

import re
from dataclasses import dataclass
from html import escape

import mistune

from ...lessons.conventions import DISPLAY, INLINE_CODE, INLINE_MATHS

BLOCKS = {
    "box": r"<details>.*?</details>",
    "display": r"\$\$.*?\$\$",
    "heading": r"#+ [^\n]*",
    "rule": r"---(?=\n|\Z)",
    "table": r"(?:\|[^\n]*\n?)+",
    "list": r"(?:(?:[-*]|\d+\.) [^\n]*\n?(?: +[^\n]*\n?)*)+",
    "paragraph": r"(?:(?!\$\$|\||---\n)[^\n]+\n?)+",
}
BLOCK = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in BLOCKS.items()), re.DOTALL)
SUMMARY = re.compile(r"<summary>(.*?)</summary>(.*)</details>", re.DOTALL)
KEPT = re.compile(f"{INLINE_CODE.pattern}|({DISPLAY.pattern})|({INLINE_MATHS.pattern})", re.DOTALL)
NEARBY = re.compile(r'<a href="(?!https?:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
MARKDOWN = mistune.create_markdown(escape=False, plugins=["table"])


@dataclass(frozen=True)
class Block:
    """A part of a cell's Markdown: its kind, a key of BLOCKS, and its source."""

    kind: str
    source: str

    @property
    def sentences(self):
        """The source lines of a paragraph, each a sentence."""
        return self.source.splitlines()

    @property
    def html(self):
        return html(self.source)

    @property
    def heading(self):
        """The words of a heading as HTML."""
        return inline(self.source.lstrip("# "))

    @property
    def box(self):
        """The summary of a box and the Markdown in it."""
        summary, inside = SUMMARY.search(self.source).groups()
        return summary, inside.strip()


def blocks(source):
    r"""The blocks of a cell, in order.

    >>> [block.kind for block in blocks("## A line\n\nIt rises.\n\n$$\nz = w x\n$$\n\n- up")]
    ['heading', 'paragraph', 'display', 'list']
    """
    found, at = [], 0
    while at < len(source):
        match = BLOCK.match(source, at)
        if match:
            found.append(Block(match.lastgroup, match[0].strip()))
        at = match.end() if match else at + 1
    return found


def html(markdown):
    r"""Markdown as HTML.  A formula stays TeX, in an element of class "tex" for `maths` to set.

    Links into the course's folder lead nowhere from a deck, so only their words stay.

    >>> html("A *line* $w_1 x$ in [lesson 02](02_slopes_three_ways.ipynb).")
    '<p>A <em>line</em> <span class="tex">w_1 x</span> in lesson 02.</p>'
    """
    formulas = []

    def keep(match):
        tex = match[0].strip("$")
        if match[0].startswith("`"):
            return match[0]
        element = "div" if match[0].startswith("$$") else "span"
        formulas.append(f'<{element} class="tex">{escape(tex.strip())}</{element}>')
        return f"\x02{len(formulas) - 1}\x03"

    page = NEARBY.sub(r"\1", MARKDOWN(KEPT.sub(keep, markdown)).strip())
    page = re.sub("\x02\\d+\x03[^\\s<\x02]+", r'<span class="whole">\g<0></span>', page)
    page = re.sub("\x02(\\d+)\x03", lambda match: formulas[int(match[1])], page)
    return re.sub('<p>(<div class="tex">[^<]*</div>)</p>', r"\1", page)


def inline(markdown):
    """A sentence as HTML, without a paragraph around it."""
    return html(markdown).removeprefix("<p>").removesuffix("</p>")
