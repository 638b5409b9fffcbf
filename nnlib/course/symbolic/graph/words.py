"""The words and signs of a reader's text, and a sentence for each slip that learners make."""

import keyword
import re
import unicodedata

from .operations import FUNCTIONS

LONGEST_NAME, LONGEST_NUMBER, DEEPEST = 20, 15, 20
WORDS = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z]\w*)"
    r"|(?P<sign>\*\*|[-+*/^])"
    r"|(?P<open>\()|(?P<close>\))"
    r"|(?P<other>\S)",
    re.ASCII,
)
ALLOWED = f"numbers, names, + - * / **, round brackets, and {', '.join(FUNCTIONS)}"
INSTEAD = {
    "²": "write **2 for a square, as in y**2",
    "³": "write **3 for a cube, as in y**3",
    "√": "write sqrt(y) for a root",
    "−": "write - for minus",
    "–": "write - for minus",
    "·": "write * for times",
    "×": "write * for times",
    "÷": "write / for divided by",
    "π": "write pi",
    ",": "write a decimal point, as in 1.5; a function here takes one argument",
    "=": "a line has one =, after its name",
    "#": "there are no comments here",
    "|": "write abs(y) for |y|",
    "[": "write round brackets",
    "]": "write round brackets",
    "{": "write round brackets",
    "}": "write round brackets",
    ".": "a dot stands only inside a number, as in 1.5",
    "_": "a name starts with a letter",
}


def quote(text):
    """The text in quotation marks, cut short if it is long."""
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def check_name(name, line):
    """Raise ValueError unless `name` can stand for an input or a result."""
    if name in (*FUNCTIONS, "pi"):
        raise ValueError(f"{quote(line)}: {name} has a meaning already; choose another name.")
    if keyword.iskeyword(name):
        raise ValueError(f"{quote(line)}: {name} is a word of Python's; choose another name.")
    if len(name) > LONGEST_NAME:
        raise ValueError(
            f"{quote(line)}: a name has at most {LONGEST_NAME} characters, and {quote(name)} has "
            f"{len(name)}."
        )
    if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) or "__" in name:
        raise ValueError(
            f"{quote(line)}: {quote(name)} is no name; a name is one word of the letters a to z, "
            f"digits and single underscores, such as f or w_1, and starts with a letter."
        )


def check_words(text, line):
    """Raise ValueError at the first word or sign of an expression that cannot stand where it is."""
    depth, before, word = 0, "start", ""
    for match in WORDS.finditer(text):
        last, word, kind = word, match[0], match.lastgroup
        if kind == "name":
            kind = "function" if word in FUNCTIONS else kind
        _check_spelling(kind, word, line)
        _check_neighbours(before, last, kind, word, line)
        depth += (kind == "open") - (kind == "close")
        if depth < 0:
            raise ValueError(f"{quote(line)}: a ) has no ( before it.")
        if depth > DEEPEST:
            raise ValueError(f"{quote(line)}: brackets go at most {DEEPEST} deep.")
        before = kind
    _check_neighbours(before, word, "end", "", line)
    if depth:
        raise ValueError(f"{quote(line)}: a ( has no ) after it.")


def _check_spelling(kind, word, line):
    """Whether the word may stand anywhere at all."""
    if kind == "other":
        name = unicodedata.name(word, "a sign without a name").lower()
        said = repr(word) if word.isascii() else f"{word!r} ({name})"
        instead = INSTEAD.get(word, f"an expression is made of {ALLOWED}")
        raise ValueError(f"{quote(line)}: {said} cannot stand here; {instead}.")
    if kind == "name" and word != "pi":
        check_name(word, line)
    if kind == "number" and (len(word) > LONGEST_NUMBER or re.match(r"0\d", word)):
        raise ValueError(
            f"{quote(line)}: the number {quote(word)} cannot be read; a number has at most "
            f"{LONGEST_NUMBER} characters and no 0 in front, as in 12 or 0.5 or 1e-3."
        )


def _check_neighbours(before, last, kind, word, line):
    """Whether the word may follow the one before it."""
    complete = before in ("number", "name", "close")
    if before == "function" and kind != "open":
        raise ValueError(
            f"{quote(line)}: {last} needs round brackets around its argument, as in {last}(y)."
        )
    if complete and kind in ("number", "name", "function", "open"):
        if before == "name" and kind == "open":
            raise ValueError(
                f"{quote(line)}: {last} is no function here; for a product write {last}*(…), and "
                f"the functions are {', '.join(FUNCTIONS)}."
            )
        raise ValueError(
            f"{quote(line)}: an operation is missing between {last} and {word}; "
            f"for a product write {last}*{word}."
        )
    if not complete and (kind in ("close", "end") or (kind == "sign" and word not in "+-")):
        place = f"after {last}" if last else f"before {word}" if word else "here"
        raise ValueError(f"{quote(line)}: a number or a name is missing {place}.")
