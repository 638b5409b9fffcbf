"""What an exception often means: by its type and by what it says.

A type that has many causes, as ValueError has, is never enough.
"""

import re

SHAPES = "Compare the shapes of what meets in that line, with the call below."
# Type, what it says, advice: the first row that fits, so the most particular come first.
ADVICE = (
    ("TypeError|AttributeError|ValueError", r"'Value'|\bValue object|method\.<locals>",
     "A Value on a tape can do what has a row and a name: `+ - * / @`, `.sum()`, `.square()` and "
     "`.tanh()`. NumPy's functions and those of `nnlib` take arrays."),
    ("KeyError", r"\bValue object",
     "The way back has not come to that Value. Do records of one and the same tape lead from it "
     "to the output?"),
    ("TypeError", r"bitwise_xor|for \^|for \|",
     "A power is `**`; `^` is another thing."),
    ("TypeError", r"'(Fixed|ByLayer|dict)' object is not callable",
     "That is a dict, by layer for one: its entries stand in square brackets, as `net.sigma[l]`."),
    ("TypeError", r"not callable",
     "Something before a bracket is no function: is a `*` or a comma missing there, or has a name "
     "such as `sum` been given a value of its own?"),
    ("TypeError", r"positional argument|unexpected keyword|takes \d|takes no arg",
     "Compare the arguments in that line with those that the function asks for."),
    ("TypeError", r"NoneType",
     "Something in that line is None: a function without a `return`, or one that changes its "
     "argument in place, gives None back."),
    ("TypeError", r"length-1 arrays|0-dimensional arrays|only size-1",
     "A function for one number got an array: `np.exp` takes arrays, `math.exp` and `float` do "
     "not."),
    ("TypeError", r"loop of ufunc|has no callable|can't convert|Cannot convert|real number, not",
     "NumPy's and math's functions want numbers, SymPy's want formulas: which of them is in "
     "that line?"),
    ("TypeError", r"integer|indices",
     "An index or a count must be a whole number: `//` divides into whole numbers, `/` never "
     "does."),
    ("TypeError", r"subscriptable",
     "Square brackets stand after something that has no entries."),
    ("TypeError", r"unpack non-iterable (int|str)",
     "Something single stands where several are wanted: a loop over a dict gives its keys alone, "
     "and `.items()` gives pairs."),
    ("TypeError", r"not iterable|unpack",
     "Something single stands where several are wanted."),
    ("TypeError", r"cannot cast|Cannot cast",
     "An array of whole numbers cannot take fractions in place: make a new array."),
    ("TypeError", r"unsupported operand|can only concatenate|can't multiply",
     "Two things meet that cannot be combined: a list is not an array, and a text is no "
     "number."),
    ("TypeError", r"does not support item assignment",
     "A tuple cannot be changed: make a list."),
    ("UFuncTypeError|_UFuncOutputCastingError|UFuncOutputCastingError", r"",
     "An array of whole numbers cannot take fractions in place: make a new array."),
    ("ValueError", r"read-only",
     "That array is not yours to change: `+=`, `-=` and assignments into it write into what came "
     "in. Make a new one."),
    ("ValueError", r"math domain|expected a positive input|expected a nonnegative",
     "A logarithm or a root of a number that has none: print what goes into it."),
    ("ValueError", r"truth value",
     "`if`, `and`, `or`, `max` and `min` want one yes or no, and an array holds many: "
     "`np.where`, `&`, `|` and `np.maximum` go entry by entry."),
    ("ValueError", r"cannot reshape",
     "A new shape must hold as many numbers as the old one."),
    ("ValueError", r"to unpack",
     "Count the names on the left, and the things on the right."),
    ("ValueError", r"inhomogeneous|with a sequence",
     "An array wants rows of one length, and one number for each entry."),
    ("ValueError", r"core dimension|not aligned",
     "The inner two lengths of a product must be equal: which factor comes first, and does one "
     "of them have to lie on its side? Where both have one shape, `*` multiplies entry by entry."),
    ("ValueError", r"broadcast together with shapes \((\d+),(\d+)\) \(\2,(?!\2\))\d+\)",
     "Entry by entry these two do not fit. Does one of them lie on its side, or are they meant as "
     "the factors of a matrix product?"),
    ("ValueError", r"broadcast|mismatch|aligned|shape|dimension|must match",
     SHAPES),
    ("ValueError", r"is not in list|not in deque|not in tuple",
     "What is looked for is not there, or not as the same number."),
    ("ValueError", r"empty|zero-size",
     "Something is empty there: when does that happen?"),
    ("IndexError", r"too many indices",
     "An array with fewer axes came than the indices say: a vector (m,) has one."),
    ("IndexError", r"(list|tuple|string) index out of range",
     "A list, a tuple or a shape has fewer entries than that index says: the first is number 0."),
    ("IndexError", r"out of bounds|out of range",
     "An index lies outside: the first is 0, the last is the length less 1."),
    ("LinAlgError", r"[Ss]ingular",
     "That matrix has no inverse: do its columns depend on each other, or is it the wrong "
     "product?"),
    ("LinAlgError", r"square|dimensional",
     SHAPES),
    ("AttributeError", r"NoneType",
     "Something before the dot is None: a function without a `return` gives None back."),
    ("AttributeError", r"",
     "The thing before the dot has nothing of that name."),
    ("KeyError", r"KeyError: \d+$",
     "That entry is not there: is it made before this line needs it? Layers are numbered from 1."),
    ("KeyError", r"KeyError: -?\d+\.\d+$",
     "A dict was asked for a plain number. If it holds slopes by Value, its keys are the Values "
     "that were put on the tape: is there one for it?"),
    ("KeyError", r"KeyError: '[-+*/@]'$",
     "The tape has no row for that sign. `/` gets one from your 15.b, in the cell below it."),
    ("KeyError", r"",
     "A dict has no entry of that name; layers are numbered from 1."),
    ("NameError", r"name '([wW][xXa]|[xXa][wW])' is",
     "A product needs its sign: is a `*`, or a `@`, missing between two letters?"),
    ("NameError", r"",
     "A name is used that has no value: misspelt, or from a cell not yet run?"),
    ("UnboundLocalError", r"",
     "A name is used before it gets its value in the function."),
    ("RecursionError", r"",
     "The function calls itself and never stops."),
    ("ZeroDivisionError", r"",
     "What is in the denominator, and when is it 0?"),
    ("OverflowError", r"too large to convert|infinity to integer|out of bounds for int",
     "An array of whole numbers cannot hold that number: make it one of floats."),
    ("OverflowError", r"",
     "A number grew too large: look for an exponent or a power."),
    ("AssertionError", r"",
     "An `assert` of yours does not hold for the call below."),
    ("ModuleNotFoundError|ImportError", r"",
     "That module is not needed here, or its name is misspelt."),
)  # fmt: skip


def advise(kind, words):
    """The sentence for an exception of this type with these words, or ''.

    >>> advise("ValueError", "math domain error")
    'A logarithm or a root of a number that has none: print what goes into it.'
    """
    for kinds, pattern, sentence in ADVICE:
        if re.fullmatch(kinds, kind) and re.search(pattern, words):
            return sentence
    return ""
