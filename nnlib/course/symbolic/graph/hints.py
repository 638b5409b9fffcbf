"""What to write instead of what learners type: by function, by sign, and by kind of sign."""

import re
import unicodedata

from .operations import ALIASES, FUNCTIONS

ALLOWED = f"numbers, names, + - * / **, round brackets, and {', '.join(FUNCTIONS)}"
# What a graph has under another name, or can be put together from what it has.
CALLS = {
    "max(x, 0)": "relu(x)", "maximum(x, 0)": "relu(x)",
    "min(x, 1)": "x - relu(x - 1)", "minimum(x, 1)": "x - relu(x - 1)",
    "log10(x)": "log(x)/log(10)", "log_10(x)": "log(x)/log(10)", "lg(x)": "log(x)/log(10)",
    "log2(x)": "log(x)/log(2)", "log_2(x)": "log(x)/log(2)", "ld(x)": "log(x)/log(2)",
    "lb(x)": "log(x)/log(2)", "log1p(x)": "log(1 + x)", "expm1(x)": "exp(x) - 1",
    "pow(x, 2)": "x**2", "power(x, 2)": "x**2", "square(x)": "x**2", "sqr(x)": "x**2",
    "cbrt(x)": "x**(1/3)", "root(x)": "sqrt(x)", "hypot(x, y)": "sqrt(x**2 + y**2)",
    "fabs(x)": "abs(x)", "absolute(x)": "abs(x)", "sign(x)": "x/abs(x)", "sgn(x)": "x/abs(x)",
    "sinh(x)": "(exp(x) - exp(-x))/2", "cosh(x)": "(exp(x) + exp(-x))/2", "th(x)": "tanh(x)",
    "tg(x)": "tan(x)", "cot(x)": "1/tan(x)", "sec(x)": "1/cos(x)", "csc(x)": "1/sin(x)",
    "logistic(x)": "sigmoid(x)", "expit(x)": "sigmoid(x)", "sig(x)": "sigmoid(x)",
    "softplus(x)": "log(1 + exp(x))", "silu(x)": "x*sigmoid(x)", "swish(x)": "x*sigmoid(x)",
}  # fmt: skip
INVERSES = {f"{prefix}{name}" for prefix in ("a", "arc", "ar") for name in
            ("sin", "cos", "tan", "sinh", "cosh", "tanh")} | {"atan2"}  # fmt: skip
MODULES = ("np", "numpy", "math", "sp", "sympy", "nn", "nnlib", "torch", "tf")
TIMES, OVER, MINUS = "write * for times", "write / for divided by", "write - for minus"
CONDITION = "there are no conditions here, but relu(x), which is x where x > 0 and 0 elsewhere"
PLAIN = "write plain text, such as (x + 1)/2 or sqrt(x)"
INSTEAD = {
    **dict.fromkeys("·×⋅∙•∗@", TIMES),
    **dict.fromkeys("÷∕⁄", OVER),
    **dict.fromkeys("−–—‐‑", MINUS),
    **dict.fromkeys("[]", "write round brackets"),
    **dict.fromkeys("{}", "write round brackets, or x_1 for an index"),
    **dict.fromkeys("<>≤≥≠?", CONDITION),
    **dict.fromkeys("\\$", PLAIN),
    **dict.fromkeys("'′’", "the derivative is what the graph finds"),
    "²": "write **2 for a square, as in y**2",
    "³": "write **3 for a cube, as in y**3",
    "⁻": "write **(-1) for a power below 0, as in y**(-1)",
    "√": "write sqrt(y) for a root",
    "∛": "write y**(1/3) for a cube root",
    "π": "write pi",
    "σ": "write sigmoid(y) for the function, or sigma for a name",
    "λ": "write lam, for lambda is a word of Python's",
    "∞": "numbers here are finite",
    ",": "write a decimal point, as in 1.5, and ; between lines; a function takes one argument",
    "=": "a line has one =, after its name",
    ":": "write = after a line's name",
    "#": "there are no comments here",
    "|": "write abs(y) for |y|",
    "!": "write a factorial as a product",
    ".": "a dot stands only inside a number, as in 1.5",
    "_": "a name starts with a letter",
    "\xa0": "write a plain space",
}


def instead_of_sign(sign, name, before):
    """What to write instead of a sign that no expression has, after the word `before`.

    >>> instead_of_sign("½", "vulgar fraction one half", "+")
    'write 1/2'
    """
    if sign == "." and before in MODULES:
        return f"leave out {before}, and write the function alone, as in exp(y)"
    if sign in INSTEAD:
        return INSTEAD[sign]
    kind, _, plain = unicodedata.decomposition(sign).partition("> ")
    plain = "".join(chr(int(code, 16)) for code in plain.split()).replace("⁄", "/")
    if kind == "<super" and plain.isascii():
        return f"write **{plain} for a power, as in y**{plain}"
    if kind == "<sub" and plain.isascii():
        return f"write _{plain} in a name, as in x_{plain}"
    if kind == "<fraction" and plain.isascii():
        return f"write {plain}"
    letter = re.fullmatch(r"greek (?:\w+ )*?(\w+)(?: symbol)?", name)
    if letter:
        return f"write the letter's name, {letter[1]}"
    return f"an expression is made of {ALLOWED}"


def instead_of_call(name):
    """What to write instead of a call of what is no function.

    >>> instead_of_call("max")
    'for max(x, 0) write relu(x)'
    """
    small = name.lower()
    if small in FUNCTIONS or small in ALIASES:
        return f"write {small}(…), in small letters"
    for call, instead in CALLS.items():
        if call.startswith(f"{small}("):
            return f"for {call} write {instead}"
    if small in INVERSES:
        return f"it is an inverse function, and the functions are {', '.join(FUNCTIONS)}"
    return f"for a product write {name}*(…), and the functions are {', '.join(FUNCTIONS)}"
