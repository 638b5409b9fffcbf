"""A reader of what a page shows: formulas in MathML and in words, evaluated on given numbers.

It knows nothing of the code that writes them.  Numbers are given under the page's names:

    {"w": 0.5, "η": 0.1}               a letter
    {("w", 1): W, "y": y}              an array, with the layer that stands above it
    {("C", None): losses, "C": mean}   an array without a layer whose letter is a number too
    {"a_0": A}                         a whole matrix
    {("∂C/∂w", 1): dW, "∂f/∂x": 3.0}   a derivative
    {"σ": tanh}                        a function
"""

import math
import re
from xml.etree import ElementTree as ET

import numpy as np

APPLY = "\u2061"
MEND = "give it a row in FUNCTIONS of tests/course/widgets/page_reader.py"
FUNCTIONS = {name: getattr(math, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt")}
FUNCTIONS |= {
    "tanh": math.tanh,
    "cosh": math.cosh,
    "abs": abs,
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "logistic": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
}


def sides(mathml, numbers):
    """The values of the parts of a formula between its signs = and ←."""
    inside = re.sub(r"^<math[^>]*>|</math>$", "", mathml).replace("\u00a0", " ")
    parts, children = [[]], list(ET.fromstring(f"<mrow>{inside}</mrow>"))
    for child in children:
        if child.tag == "mo" and child.text in ("=", "←"):
            parts.append([])
        else:
            parts[-1].append(child)
    return [Reader(numbers).row(part) for part in parts]


class Reader:
    """Reads one formula; `bound` holds the indices of the sums that it is in."""

    def __init__(self, numbers):
        self.numbers, self.bound, self.lengths = numbers, {}, {}

    def read(self, node):
        children = list(node)
        match node.tag:
            case "mn":
                return float(node.text.replace("−", "-"))
            case "mi" | "mtext":
                return self.letter(node.text.strip())
            case "mfrac":
                return self.fraction(*children)
            case "msub":
                return self.indexed(children[0], children[1], None)
            case "msubsup":
                return self.indexed(*children)
            case "msup" if children[1].tag == "mtext":
                assert children[1].text == "T"
                return np.transpose(self.read(children[0]))
            case "msup":
                return self.read(children[0]) ** self.read(children[1])
            case "msqrt":
                return math.sqrt(self.row(children))
            case "mrow" | "math":
                return self.row(children)
        raise AssertionError(f"no reader for <{node.tag}>")

    def letter(self, name):
        return math.e if name == "e" and name not in self.numbers else self.numbers[name]

    def fraction(self, above, below):
        if all(part.tag == "mrow" and part[0].text == "∂" for part in (above, below)):
            return self.indexed(below[1], None, None, f"∂{'_'.join(_texts(above[1]))}/∂")
        return self.read(above) / self.read(below)

    def indexed(self, base, below, layer, before=""):
        """The entry of an array, a letter with an index, or the entry of a product in brackets."""
        if before:  # what stands below ∂ is an entry itself, or a letter
            base, below, layer = (
                (base, None, None) if base.tag == "mi" else [*list(base), None][:3]
            )  # fmt: skip
        indices = [] if below is None else _texts(below)
        if base.tag == "mrow":
            return self.read(base)[tuple(map(int, indices))]
        name = before + base.text
        key = (name, int("".join(layer.itertext()).strip("()"))) if layer is not None else name
        whole = "_".join([name, *indices])
        if layer is None and whole in self.numbers:
            return self.numbers[whole]
        array = self.numbers.get((name, None), None) if indices and layer is None else None
        array = self.numbers[key] if array is None else array
        if not indices:
            return array
        assert np.ndim(array) == len(indices), f"{key} has {np.ndim(array)} indices, not {indices}"
        places = zip(indices, np.shape(array), strict=True)
        return array[tuple(self.place(one, length) for one, length in places)]

    def place(self, index, length):
        if index in self.bound:
            assert self.lengths.setdefault(index, length) == length, f"{index} has two lengths"
            return self.bound[index]
        return int(index)

    def row(self, children):
        """Terms with signs between them; factors side by side, with dots or without."""
        if len(children) > 1 and children[0].text == children[-1].text == "|":
            return abs(self.row(children[1:-1]))
        total, sign, product, i, join = 0.0, 1.0, None, 0, times
        while i < len(children):
            child = children[i]
            if child.tag == "mo" and child.text in ("+", "−"):
                total = total if product is None else total + sign * product
                sign, product = (1.0 if child.text == "+" else -1.0), None
            elif child.tag == "mo" and child.text == "⊙":
                join = np.multiply
            elif child.tag == "mo":
                assert child.text in ("(", ")", "·"), f"no reader for the sign {child.text}"
            else:
                if child.tag == "munder":
                    value = self.sum(child, children[i + 1 :])
                    i = len(children)
                elif i + 1 < len(children) and children[i + 1].text == APPLY:
                    value = self.apply(child.text, children[i + 2])
                    i += 2
                else:
                    value = self.read(child)
                product = value if product is None else join(product, value)
                join = times
            i += 1
        return total if product is None else total + sign * product

    def apply(self, name, argument):
        function = self.numbers.get(name) or FUNCTIONS.get(name)
        assert function, f"“{name}” is not known: {MEND}"
        return function(self.read(argument))

    def sum(self, munder, summand):
        sign, index = munder
        assert sign.text == "∑" and index.text not in self.bound
        self.bound[index.text], self.lengths[index.text] = 0, self.lengths.get(index.text)
        self.lengths.pop(index.text)
        total = self.row(summand)
        for at in range(1, self.lengths[index.text]):
            self.bound[index.text] = at
            total += self.row(summand)
        del self.bound[index.text], self.lengths[index.text]
        return total


def _texts(node):
    return [text for text in map(str.strip, node.itertext()) if text]


def times(left, right):
    return left @ right if np.ndim(left) == np.ndim(right) == 2 else left * right


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹ˣ", "−0123456789x")
LETTER = "[A-Za-zα-ω]"
TOKENS = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:e[+−-]?\d+)?)|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹ˣ]+)"
    rf"|(?P<name>(?:∂{LETTER}[\w₀-₉]*/∂|∇)?{LETTER}[A-Za-zα-ω0-9₀-₉_]*[′″‴]*)"
    r"|(?P<half>½)|(?P<sign>[-+−·*/^()|√]))"
)


def value_of(words, numbers):
    """The value of a formula in a line of text: 2·x·z, −1/x², ½(p − y)², h²/6·f‴(x), ε|f|/h."""
    reader = Words(words, FUNCTIONS | {"e": math.e} | numbers)
    value = reader.sum()
    assert reader.at == len(reader.tokens), f"“{words}” cannot be read"
    return value


class Words:
    """Reads a line of text from left to right: sums of products of powers."""

    def __init__(self, words, numbers):
        self.words, self.numbers, self.at, self.bars, place = words.rstrip(), numbers, 0, 0, 0
        self.tokens = []
        while place < len(self.words):
            token = TOKENS.match(self.words, place)
            assert token, f"“{words}” cannot be read"
            self.tokens.append((token.lastgroup, token[token.lastgroup]))
            place = token.end()

    def next(self, *signs):
        """Whether one of these signs comes next; it is taken."""
        here = self.at < len(self.tokens) and self.tokens[self.at] in [("sign", s) for s in signs]
        self.at += here
        return here and self.tokens[self.at - 1][1]

    def sum(self):
        total = -self.product() if self.next("−", "-") else self.product()
        while sign := self.next("+", "−", "-"):
            total = total + (1 if sign == "+" else -1) * self.product()
        return total

    def product(self):
        total = self.power()
        while self.at < len(self.tokens):
            if self.next("/"):
                total = total / self.power()
            elif self.next("·", "*") or self.begins():
                total = total * self.power()
            else:
                break
        return total

    def begins(self):
        """Whether a factor comes next, without a sign before it."""
        kind, text = self.tokens[self.at]
        return kind in ("number", "name", "half") or text in ("(", "√") or (
            text == "|" and not self.bars)  # fmt: skip

    def power(self):
        base = self.atom()
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "raised":
            exponent = self.tokens[self.at][1].translate(RAISED)
            self.at += 1
            return base ** value_of(exponent, self.numbers)
        return base ** self.power() if self.next("^") else base

    def atom(self):
        if self.next("√"):
            return math.sqrt(self.atom())
        if self.next("("):
            value = self.sum()
            assert self.next(")"), f"“{self.words}” has an open bracket"
            return value
        if self.next("|"):
            self.bars += 1
            value = self.sum()
            self.bars -= 1
            assert self.next("|"), f"“{self.words}” has an open bar"
            return abs(value)
        assert self.at < len(self.tokens), f"“{self.words}” breaks off"
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "half":
            return 0.5
        if kind == "number":
            return float(text.replace("−", "-"))
        known = kind == "name" and text in self.numbers
        assert known, f"“{text}” in “{self.words}” is not known: {MEND}"
        value = self.numbers[text]
        if not callable(value):
            return value
        bracket = self.tokens[self.at : self.at + 1] == [("sign", "(")]
        return value(self.atom() if bracket else self.power())  # sin(x)² is (sin x)²


def plain(text):
    """The text with its numbers as Python writes them: −1.2·10⁻⁵ becomes -1.2e-5."""
    powers = re.compile("(?<=\\d)·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
    text = powers.sub(lambda power: "e" + power[1].translate(RAISED), text)
    return text.replace("−", "-")


def shown_as(text):
    """(number, half a unit of its last digit) of a number as the page writes it."""
    text = plain(text).strip()
    digits, _, exponent = text.lower().partition("e")
    decimals = len(digits.partition(".")[2])
    return float(text), 0.5 * 10.0 ** (int(exponent or 0) - decimals)


def matrix_in(mathml):
    """The numbers of a matrix in MathML, as texts."""
    rows = re.findall("<mtr>(.*?)</mtr>", mathml)
    return [re.findall("<mn>(.*?)</mn>", row) for row in rows]


def agrees(text, value, slack=0.0):
    """Whether a number on the page is this value, as far as its digits go."""
    number, half = shown_as(text)
    return abs(number - value) <= half * 1.001 + slack + 1e-9 * abs(value)


def equations(text, numbers, where=""):
    """Assert every chain a = b = 0.25 in a line of text; returns how many it found."""
    found = 0
    for chain in re.split(r"[,;]\s|\.\s|\.$|:\s|\swith\s|\sand\s", text):
        parts = [part.strip() for part in chain.split(" = ")]
        if len(parts) < 2:
            continue
        first = _reads(parts[0], numbers)
        assert first is not None, f"{where}: “{parts[0]}” in “{chain}” cannot be read"
        for part in parts[1:]:
            if re.fullmatch(r"[-−]?\d+\.?\d*(e[-+−]?\d+)?", part):
                right = agrees(part, first)
            else:
                right = np.allclose(first, value_of(part, numbers), rtol=1e-9, atol=1e-12)
            assert right, f"{where}: “{chain}” says {part}, but {parts[0]} is {first}"
            found += 1
    return found


def _reads(words, numbers):
    """The value of the formula at the end of some words: "loss C" is C."""
    pieces = words.split()
    for start in range(len(pieces)):
        try:
            return value_of(" ".join(pieces[start:]), numbers)
        except AssertionError:
            continue
    return None
