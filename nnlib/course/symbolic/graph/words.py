"""The words and signs of a reader's text: each is refused where it cannot stand."""

import keyword
import re
import unicodedata

from .hints import CONDITION, instead_of_call, instead_of_sign
from .operations import ALIASES, FUNCTIONS

LONGEST_NAME, LONGEST_NUMBER, DEEPEST = 20, 15, 20
TOKENS = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z]\w*)"
    r"|(?P<sign>\*\*|[-+*/^])"
    r"|(?P<open>\()|(?P<close>\))"
    r"|(?P<other>\S)",
    re.ASCII,
)


def quote(text):
    """The text in quotation marks, cut short if it is long."""
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def check_name(name, line):
    """Raise ValueError unless `name` can stand for an input or a result."""
    if name in (*FUNCTIONS, *ALIASES, "pi"):
        raise ValueError(f"{quote(line)}: {name} has a meaning already; choose another name.")
    if name in ("if", "else"):
        raise ValueError(f"{quote(line)}: {name} is a word of Python's; {CONDITION}.")
    if keyword.iskeyword(name):
        raise ValueError(f"{quote(line)}: {name} is a word of Python's; choose another name.")
    glued = re.fullmatch(rf"({'|'.join((*FUNCTIONS, *ALIASES))})([xyzt])", name)
    if glued:
        raise ValueError(
            f"{quote(line)}: for a function of {glued[2]} write {glued[1]}({glued[2]})."
        )
    called = re.fullmatch(r"([A-Za-z]\w*)\s*\(.*\)", name, re.ASCII)
    if called:
        alone = "f" if called[1] in FUNCTIONS or len(called[1]) > LONGEST_NAME else called[1]
        raise ValueError(
            f"{quote(line)}: {quote(name)} is no name; write {alone} = …, for a line's inputs are "
            f"the names that stand in it."
        )
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
    for match in TOKENS.finditer(text):
        last, word, kind = word, match[0], match.lastgroup
        if word in FUNCTIONS or word in ALIASES:
            kind = "function"
        if before == "function":
            _check_argument(last, word, line)
        _check_spelling(kind, last, word, line)
        _check_neighbours(before, last, kind, word, line)
        depth += (kind == "open") - (kind == "close")
        if depth < 0:
            raise ValueError(f"{quote(line)}: a ) has no ( before it.")
        if depth > DEEPEST:
            raise ValueError(f"{quote(line)}: brackets go at most {DEEPEST} deep.")
        before = kind
    if before == "function":
        _check_argument(word, "", line)
    _check_neighbours(before, word, "end", "", line)
    if depth:
        raise ValueError(f"{quote(line)}: a ( has no ) after it.")


def _check_argument(function, word, line):
    """Whether a function is followed by the brackets of its argument."""
    if word == "(":
        return
    as_in = f"as in {function}(y)"
    if function == "exp":
        as_in += ", which is e to the power y"
    elif word in ("^", "**", "²", "³"):
        as_in = f"and its power stands behind them, as in {function}(y)**2"
    raise ValueError(
        f"{quote(line)}: {function} needs round brackets around its argument, {as_in}."
    )


def _check_spelling(kind, last, word, line):
    """Whether the word may stand anywhere at all."""
    if kind == "other":
        name = unicodedata.name(word, "a sign without a name").lower()
        said = repr(word) if word.isascii() else f"{word!r} ({name})"
        raise ValueError(
            f"{quote(line)}: {said} cannot stand here; {instead_of_sign(word, name, last)}."
        )
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
    if complete and kind in ("number", "name", "function", "open"):
        if before == "name" and kind == "open":
            raise ValueError(f"{quote(line)}: {last} is no function here; {instead_of_call(last)}.")
        raise ValueError(
            f"{quote(line)}: an operation is missing between {last} and {word}; "
            f"for a product write {last}*{word}."
        )
    if not complete and (kind in ("close", "end") or (kind == "sign" and word not in "+-")):
        place = f"after {last}" if last else f"before {word}" if word else "here"
        raise ValueError(f"{quote(line)}: a number or a name is missing {place}.")
