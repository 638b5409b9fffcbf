"""Formulas set as SVG by MathJax 3, when a deck is built: the deck itself then has none to load."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

from ..packages import MATHJAX, EditionError

SCRIPT = Path(__file__).with_name("maths.js")
FORMULA = re.compile(r'<(span|div) class="tex">(.*?)</\1>', re.DOTALL)
WRONG = "data-mjx-error"


def typeset(html):
    """The page with each of its formulas as SVG, beside MathML for a screen reader.

    Raises EditionError where node is missing, or MathJax cannot read a formula.
    """
    found = [(unescape(tex), element == "div") for element, tex in FORMULA.findall(html)]
    wanted = [*dict.fromkeys(found)]
    drawn = dict(zip(wanted, _set(wanted), strict=True)) if wanted else {}
    for (tex, _), picture in drawn.items():
        if WRONG in picture:
            raise EditionError(f"MathJax cannot read this formula of the lesson: {tex}")
    each = iter(found)
    return FORMULA.sub(
        lambda match: f'<{match[1]} class="maths">{drawn[next(each)]}</{match[1]}>', html
    )


def _set(formulas):
    node = shutil.which("node")
    if node is None:
        raise EditionError("Formulas are set by Node.js when a deck is built; install Node.js.")
    ran = subprocess.run(
        [node, SCRIPT, MATHJAX.folder()],
        input=json.dumps(formulas), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if ran.returncode:
        raise EditionError(f"Node.js could not set the formulas: {ran.stderr.strip()[-300:]}")
    return json.loads(ran.stdout)
