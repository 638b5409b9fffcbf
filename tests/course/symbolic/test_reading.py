"""What a reader may type becomes a program; whatever else is typed becomes a sentence."""

import ast
import builtins
import math
import re

import numpy as np
import pytest
import sympy
from sympy import Symbol
from sympy.parsing import sympy_parser

from nnlib.course.symbolic import Graph, read
from nnlib.course.symbolic.graph.hints import CALLS
from nnlib.course.symbolic.graph.operations import FUNCTIONS


def value(text, **at):
    graph = Graph(text)
    return graph.forward(at)[graph.output]


def test_lines_names_and_inputs():
    program = read("x = 2*y; z = sin(y)\n f = x**2*z ;")
    assert [line.symbol.name for line in program.lines] == ["x", "z", "f"]
    assert [symbol.name for symbol in program.inputs] == ["y"]
    assert all(symbol.is_real for symbol in program.inputs)


def test_the_last_line_may_go_without_a_name():
    assert [line.symbol.name for line in read("a = x + 1; a*a").lines] == ["a", "f"]


def test_inputs_come_in_the_order_in_which_they_are_met():
    program = read("b = 2; f = w*x + b + a")
    assert [symbol.name for symbol in program.inputs] == ["b", "w", "x", "a"]
    assert program.at == {"b": 2}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("x - y - 1", 3 - 2 - 1),
        ("x/y/2", 3 / 2 / 2),
        ("x**y**2", 3**2**2),
        ("x^y^2", 3**2**2),
        ("2*x^2", 2 * 3**2),
        ("-x**2", -(3**2)),
        ("(-x)**2", (-3) ** 2),
        ("x**-y", 3**-2),
        ("x - -y", 3 + 2),
        ("--x", 3),
        ("e = 2; e**x", 2**3),
        ("e = x - y; e**2 + e**x", 1 + 1),
        ("+x", 3),
        ("x*-2", 3 * -2),
        ("x + y*2 - (x - y)*2", 3 + 2 * 2 - (3 - 2) * 2),
        ("1e-2*x + .5 + 2.", 1e-2 * 3 + 0.5 + 2.0),
        ("sin ( x ) *\t y", math.sin(3) * 2),
        ("cos(pi*x/y)", math.cos(math.pi * 3 / 2)),
        ("I*x + E + S*0 + y", 1 * 3 + 1 + 0 + 2),  # letters like any other
    ],
)
def test_what_binds_first_is_as_in_python(text, number):
    at = {"x": 3, "y": 2, "I": 1, "E": 1, "S": 1}
    used = {name: at[name] for name in at if re.search(rf"\b{name}\b", text)}
    assert value(text, **used) == pytest.approx(number)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_can_be_typed(name):
    assert [node.operation for node in Graph(f"{name}(x)").nodes] == ["input", name]


def test_ln_is_the_natural_logarithm():
    assert value("ln(x) + ln(2*x)", x=3.0) == pytest.approx(math.log(3) + math.log(6))
    assert repr(Graph("g = ln(x)")) == "Graph(g = log(x))"


# What the words mean elsewhere.
ELSEWHERE = {
    "lg": np.log10, "ld": np.log2, "lb": np.log2, "log_10": np.log10, "log_2": np.log2,
    "sqr": np.square, "root": np.sqrt, "sgn": np.sign, "th": np.tanh, "tg": np.tan,
    "cot": lambda x: np.cos(x) / np.sin(x), "sec": lambda x: 1 / np.cos(x),
    "csc": lambda x: 1 / np.sin(x), "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "expit": lambda x: 1 / (1 + np.exp(-x)), "sig": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(0, x), "max": np.maximum, "min": np.minimum,
    "silu": lambda x: x / (1 + np.exp(-x)), "swish": lambda x: x / (1 + np.exp(-x)),
}  # fmt: skip


@pytest.mark.parametrize(("call", "instead"), CALLS.items())
def test_what_is_to_be_written_instead_has_the_same_value(call, instead):
    name, _, arguments = call.removesuffix(")").partition("(")
    meant = ELSEWHERE.get(name) or getattr(np, name)
    for x in (0.4, 1.7):
        numbers = [
            {"x": x, "y": 0.3}[one] if one.isalpha() else float(one)
            for one in arguments.split(", ")
        ]
        at = {name: number for name, number in (("x", x), ("y", 0.3)) if name in arguments}
        assert value(instead, **at) == pytest.approx(meant(*numbers))


REFUSED = {
    "slips": [
        ("2y", "'2y': an operation is missing between 2 and y; for a product write 2*y"),
        ("x y", "an operation is missing between x and y; for a product write x*y"),
        ("2(x)", "an operation is missing between 2 and ("),
        ("(x)(y)", "an operation is missing between ) and ("),
        ("(x)y", "an operation is missing between ) and y"),
        ("x(y + 1)", "x is no function here; for a product write x*(…), and the functions are"),
        (
            "2*e**x",
            "'e**x': e has no number of its own here; for the exponential function write exp",
        ),
        ("e^(-x)", "for the exponential function write exp(…)"),
        ("sin y", "'sin y': sin needs round brackets around its argument, as in sin(y)"),
        ("2*sin", "sin needs round brackets"),
        ("sin*x", "sin needs round brackets"),
        ("sin**2(x)", "sin needs round brackets around its argument, and its power stands behind"),
        ("sin^2(x)", "and its power stands behind them, as in sin(y)**2"),
        ("3*tan² x", "tan needs round brackets around its argument, and its power stands behind"),
        ("ln^2(x)", "as in ln(y)**2"),
        ("exp^x", "exp needs round brackets around its argument, as in exp(y), which is e to the"),
        ("2*sinx", "'2*sinx': for a function of x write sin(x)"),
        ("lnt + 1", "for a function of t write ln(t)"),
        ("exp x", "as in exp(y), which is e to the power y"),
        ("max(x, 0)", "max is no function here; for max(x, 0) write relu(x)"),
        ("min(x, y)", "min is no function here; for min(x, 1) write x - relu(x - 1)"),
        ("log10(x)", "log10 is no function here; for log10(x) write log(x)/log(10)"),
        ("arctan(x)", "arctan is no function here; it is an inverse function, and the functions"),
        ("ReLU(x)", "ReLU is no function here; write relu(…), in small letters"),
        ("Ln(x)", "write ln(…), in small letters"),
        ("np.exp(x)", "'.' cannot stand here; leave out np, and write the function alone"),
        ("x⁴", "'⁴' (superscript four) cannot stand here; write **4 for a power, as in y**4"),
        ("x⁻¹", "write **(-1) for a power below 0"),
        ("∛x", "write y**(1/3) for a cube root"),
        ("½*x", "write 1/2"),
        ("x' + 1", "the derivative is what the graph finds"),
        ("x!", "write a factorial as a product"),
        (r"\frac{1}{x}", "write plain text, such as (x + 1)/2"),
        ("x_{1}", "write round brackets, or x_1 for an index"),
        ("f: x**2", "write = after a line's name"),
        ("x⋅y", "'⋅' (dot operator) cannot stand here; write * for times"),
        ("x—y", "'—' (em dash) cannot stand here; write - for minus"),
        ("x ≥ 0", "there are no conditions here, but relu(x), which is x where x > 0"),
        ("y²", "'²' (superscript two) cannot stand here; write **2 for a square, as in y**2"),
        ("√x", "write sqrt(y) for a root"),
        ("x−1", "'−' (minus sign) cannot stand here; write - for minus"),
        ("2·x", "write * for times"),
        ("2×x", "write * for times"),
        ("x÷2", "write / for divided by"),
        ("1,5*x", "',' cannot stand here; write a decimal point, as in 1.5"),
        ("|x|", "write abs(y) for |y|"),
        ("[x + 1]*2", "write round brackets"),
        ("x +", "'x +': a number or a name is missing after +"),
        ("* x", "a number or a name is missing before *"),
        ("x**", "missing after **"),
        ("x // 2", "a number or a name is missing after /"),
        ("x *** 2", "a number or a name is missing after **"),
        ("()", "missing after ("),
        ("sin()", "missing after ("),
        ("(x", "'(x': a ( has no ) after it"),
        ("x)", "'x)': a ) has no ( before it"),
        ("(x\n+ 1)", "only the last line can go without a name; write a = (x"),
        ("007*x", "the number '007' cannot be read"),
        ("x # a comment", "'#' cannot stand here; there are no comments here"),
        ("x == 2", "'=' cannot stand here; a line has one ="),
        ("f(x) = x**2", "'f(x)' is no name; write f = …, for a line's inputs are the names that"),
        ("g" * 150 + "(x) = x", "is no name; write f = …"),
        ("f (x, y) = x*y", "'f (x, y)' is no name; write f = …"),
        ("sin(x) = y", "'sin(x)' is no name; write f = …"),
        ("2*x = y", "'2*x' is no name"),
        ("= x", "'' is no name"),
        ("f =", "'f =': a number or a name is missing here"),
        ("x³", "write **3 for a cube"),
    ],
    "lines": [
        ("", "There is nothing to read yet"),
        (" ;\n; ", "There is nothing to read yet"),
        ("x**2; sin(x)", "'x**2': only the last line can go without a name; write a = x**2"),
        ("x; x", "only the last line can go without a name"),
        ("a = 2*y; a = 3*y; a*y", "'a = 3*y': a has a line already"),
        ("a = 2; a = 3*y; a*y", "a has a line already"),
        ("a = 2; a = 3; a*y", "a has a line already"),
        ("a = y*b; b = 2*y; a*b", "'b = 2*y': b was used before this line"),
        ("a = y*b; b = 2; a", "'b = 2': b was used before this line"),
        ("x = x + 1", "'x = x + 1': x stands on both sides"),
        ("a = b*x; b = a; f = b", "b was used before this line"),
        ("a = 3*y; f = y", "a is worked out but not used: the last line, f, is the result"),
        ("y = 1.5; f = 2*x", "y is worked out but not used"),
        (
            "f*x",
            "'f*x': f has a meaning in this text already; give this line another",
        ),
        ("2*3", "f is a plain number; use a name in it"),
        ("y = 1.5", "y is a plain number"),
    ],
    "names": [
        ("sin = x", "'sin = x': sin has a meaning already; choose another name"),
        ("pi = 3; pi*x", "pi has a meaning already"),
        ("lambda", "lambda is a word of Python's; choose another name"),
        ("lambda = x", "lambda is a word of Python's"),
        ("True*x", "True is a word of Python's"),
        ("None", "None is a word of Python's"),
        ("x if y else z", "if is a word of Python's; there are no conditions here, but relu(x)"),
        ("ln = x", "'ln = x': ln has a meaning already"),
        ("not x", "not is a word of Python's"),
        ("x in y", "in is a word of Python's"),
        ("_x*2", "'_' cannot stand here; a name starts with a letter"),
        ("__class__", "'_' cannot stand here"),
        ("a__b*2", "'a__b' is no name"),
        ("__x = y", "'__x' is no name"),
        ("averyveryverylongname*2", "a name has at most 20 characters"),
        ("аbc*2", "'а' (cyrillic small letter a) cannot stand here"),
        ("ｓｉｎ(x)", "'ｓ' (fullwidth latin small letter s) cannot stand here"),
        ("σ(x)", "'σ' (greek small letter sigma) cannot stand here; write sigmoid(y) for the"),
        ("θ*x", "'θ' (greek small letter theta) cannot stand here; write the letter's name, theta"),
        ("ϕ*x", "write the letter's name, phi"),
        ("λ*x", "write lam, for lambda is a word of Python's"),
        ("ﬁ = x", "'ﬁ' is no name"),
        ("x₁ + 2", "'₁' (subscript one) cannot stand here; write _1 in a name, as in x_1"),
    ],
    "Python": [
        ("__import__('os').system('ls')", "cannot stand here"),
        ("x.__class__", "'.' cannot stand here; a dot stands only inside a number"),
        ("x.real", "'.' cannot stand here"),
        ("eval(x)", "eval is no function here"),
        ("exec(x)", "exec is no function here"),
        ("open(x)", "open is no function here"),
        ("lambda x: x", "lambda is a word of Python's"),
        ("[i for i in x]", "'[' cannot stand here"),
        ("{x}", "'{' cannot stand here"),
        ("(y := 3)", "is no name"),
        ("(x for x in y)", "for is a word of Python's"),
        ("f'{x}'", "cannot stand here"),
        ("'a'*9", "cannot stand here"),
        ('"a"', "cannot stand here"),
        ("x[0]", "'[' cannot stand here"),
        ("sin(x, y)", "',' cannot stand here"),
        ("sin(*x)", "missing after ("),
        ("sin(u=x)", "is no name"),
        ("x @ y", "'@' cannot stand here"),
        ("x % 2", "'%' cannot stand here"),
        ("x < y", "'<' cannot stand here"),
        ("~x", "'~' cannot stand here"),
        ("x, y", "',' cannot stand here"),
        ("import os", "import is a word of Python's"),
        ("x\\\n+y", "only the last line can go without a name"),
        ("3j*x", "an operation is missing between 3 and j"),
        ("0x10*x", "an operation is missing between 0 and x10"),
        ("1_000*x", "'_' cannot stand here"),
        ("x += 1", "'x +' is no name"),
        ("@x", "'@' cannot stand here"),
        ("...", "'.' cannot stand here"),
        ("x\0", r"'\x00' cannot stand here"),
        ("\u200bx", r"'\u200b' (zero width space) cannot stand here"),
        ("x\u202e*2", r"'\u202e' (right-to-left override) cannot stand here"),
        ("x\ud800", "cannot stand here"),
        ("x\u00a0+ 1", "(no-break space) cannot stand here"),
    ],
    "size": [
        ("9**9**9", "'9**9**9' has no value: the result is larger than any number"),
        ("9**9**9**9**9*x", "has no value: the result is larger than any number"),
        ("10**10**10", "'10**10': numbers here go up to 1,000,000,000"),
        ("x**9**9", "'x**9**9': powers here go up to 100, and this is a power of 3.8742e+08"),
        ("x**101", "powers here go up to 100, and this is a power of 101"),
        (
            "((2*x)**50)**3",
            "'((2*x)**50)**3': powers here go up to 100, and this is a power of 150",
        ),
        ("a = (2*x)**50; b = a*a; f = b*a", "'b*a': powers here go up to 100"),
        ("((1/3)**50)**100*x", "powers here go up to 100, and this is a power of 5000"),
        ("a = 9**9; f = x**a", None),  # a is an input, which has no bound
        ("f = x**(9**9)", "powers here go up to 100"),
        ("1e10*x", "'1e10': numbers here go up to 1,000,000,000"),
        ("1e999*x", "'1e999': numbers here go up to 1,000,000,000"),
        ("-1e10*x", "'-1e10': numbers here go up to 1,000,000,000"),
        ("1" * 500 + "*x", "this line has 502 characters, and at most 200 can be read"),
        ("1" * 190 + "*x", "the number '1111111111111111111111111111111111111...' cannot be read"),
        ("1" * 5000, "The text has 5000 characters; at most 600 can be read"),
        ("x" * 10**6, "The text has 1000000 characters"),
        ("(" * 90 + "x" + ")" * 90, "brackets go at most 20 deep"),
        ("(" * 199, "brackets go at most 20 deep"),
        ("-" * 199 + "x", "more than 60 numbers, inputs and operations"),
        ("x**" * 66 + "x", "more than 60 numbers, inputs and operations"),
        ("+".join("x" * 99), "more than 60 numbers, inputs and operations"),
        (";".join(f"a{i}=x" for i in range(80)), "more than 60 numbers, inputs and operations"),
        (";".join(f"a{i}=1" for i in range(80)), "more than 60 numbers, inputs and operations"),
    ],
    "constants": [
        ("1/0*x", "'1/0' has no value: nothing can be divided by 0"),
        ("log(-1)*x", "'log(-1)' has no value: only a number above 0 has a logarithm"),
        ("sqrt(1 - 2)*x", "'sqrt(1 - 2)' has no value: a negative number has no square root"),
        ("(-8)**(1/3)*x", "'(-8)**(1/3)' has no value: 0 has no negative power, and a negative"),
        ("0**-1*x", "'0**-1' has no value: 0 has no negative power"),
        ("exp(1000)*x", "'exp(1000)' has no value: the result is larger than any number"),
    ],
}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(*case, id=f"{kind} {i}: {ascii(case[0])[:30]}")
        for kind, cases in REFUSED.items()
        for i, case in enumerate(cases)
        if case[1]
    ],
)
def test_a_refusal_is_a_sentence_with_the_offending_part(text, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as refusal:
        read(text)
    said = str(refusal.value)
    assert said.endswith(".") and len(said) < 260
    assert said.isprintable()


@pytest.mark.parametrize("text", [None, 3, b"x", Symbol("x"), ["x"]], ids=repr)
def test_only_a_string_can_be_read(text):
    with pytest.raises(ValueError, match="the text must be a string"):
        read(text)


def test_nothing_is_evaluated(monkeypatch):
    def forbidden(*args, **kwargs):
        raise AssertionError("the reader's text was evaluated")

    texts = [text for cases in REFUSED.values() for text, _ in cases]
    kept = builtins.eval, builtins.exec
    for name in ("eval", "exec"):
        monkeypatch.setattr(builtins, name, forbidden)
    monkeypatch.setattr(sympy, "sympify", forbidden)
    monkeypatch.setattr(sympy_parser, "parse_expr", forbidden)
    outcomes = []
    for text in [*texts, "x = 2*y; z = sin(y); f = x**2*z"]:
        try:
            outcomes.append(read(text))
        except ValueError as refusal:
            outcomes.append(refusal)
    monkeypatch.undo()
    assert (builtins.eval, builtins.exec) == kept
    assert sum(not isinstance(outcome, ValueError) for outcome in outcomes) == 2


PIECES = [
    "x", "y", "f", "a", "2", "0.5", "1e3", ".", "+", "-", "*", "**", "/", "^", "(", ")", "=", ";",
    "\n", "sin", "log(", "sqrt(", "pi", "lambda", ":", ",", "[", "]", "'", '"', "_", "__class__",
    "9", "99", "#", "\\", "@", "!", "&", "|", "²", "а", "\0", "\t", "{", "}", "if", "else", "True",
    "j", "e", "0x", "//", ":=", "==", "\u2028", "\x0b", "\x0c", "\r", "abs(x)", "(x)", "relu(",
]  # fmt: skip
USEFUL = ["x", "y", "2", "0.5", "+", "-", "*", "/", "**", "(", ")", "sin(", "exp(", "-", ")", "x"]


@pytest.mark.parametrize("pieces", [PIECES, USEFUL], ids=["anything", "arithmetic"])
def test_any_text_at_all_is_read_or_refused(pieces):
    rng = np.random.default_rng(7)
    accepted, refusals = 0, []
    for _ in range(4000):
        text = "".join(rng.choice(pieces, size=rng.integers(1, 14)))
        try:
            program = read(text)
        except ValueError as refusal:
            refusals.append(str(refusal))
            continue
        accepted += 1
        assert len(Graph(program).nodes) <= 60
    assert all(refusal.endswith(".") for refusal in refusals)
    assert accepted > 20


def test_arithmetic_is_refused_only_where_python_refuses_it():
    rng = np.random.default_rng(8)
    both = {True: 0, False: 0}
    for _ in range(4000):
        text = "".join(rng.choice(USEFUL, size=rng.integers(1, 14)))
        try:
            ast.parse(text, mode="eval")
            is_python = True
        except SyntaxError:
            is_python = False
        try:
            read(text)
            said = ""
        except ValueError as refusal:
            said = str(refusal)
        # A call of what is no function, 2(x), and sin() and sin(*x) are Python and no formula.
        if not re.search(r"no function|between \S+ and \(|(after|before) [(*]", said):
            both[is_python] += 1
            ours = re.search("missing|has no [()]|needs round|cannot be read", said)
            assert is_python == (not ours), text
    assert min(both.values()) > 100


def test_the_largest_text_that_is_read_makes_no_large_integer():
    whole = Graph("a = (1e9*x)**50; f = a*(999999999*x)**50").to_sympy()
    assert len(str(whole)) < 1200
