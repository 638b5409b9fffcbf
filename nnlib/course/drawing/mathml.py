"""The course's terms as MathML, which a browser shows without a script, a font or a network."""

from html import escape


def identifier(name):
    """A name in italics."""
    return f"<mi>{escape(name)}</mi>"


def entry(name, l, *indices):
    """An entry of an array: its layer above, in brackets, its indices below; l None is left out."""
    below = "".join(map(_index, indices))
    base = identifier(name)
    if l is None:
        return f"<msub>{base}<mrow>{below}</mrow></msub>"
    layer = f"<mrow><mo>(</mo><mn>{l}</mn><mo>)</mo></mrow>"
    return f"<msubsup>{base}<mrow>{below}</mrow>{layer}</msubsup>"


def _index(index):
    return f"<mn>{index}</mn>" if isinstance(index, int) else identifier(index)


def partial(above, below, write=identifier):
    """∂above/∂below; with write=str both are MathML already."""
    d = '<mo rspace="0">∂</mo>'
    return f"<mfrac><mrow>{d}{write(above)}</mrow><mrow>{d}{write(below)}</mrow></mfrac>"


def squared(term):
    """A term to the power of 2."""
    return f"<msup>{term}<mn>2</mn></msup>"


def transposed(term):
    """A term with an upright T above it."""
    return f'<msup>{term}<mtext style="font-family: sans-serif">T</mtext></msup>'


def row(*terms):
    """Terms side by side: MathML as it is, "Σ_k" as a sum over k, "1/m", all else as operators."""
    return f"<mrow>{''.join(map(_term, terms))}</mrow>"


def _term(term):
    if term.startswith("<"):
        return term
    if term.startswith("Σ_"):
        return f"<munder><mo>∑</mo>{identifier(term[2:])}</munder>"
    above, slash, below = term.partition("/")
    if slash:
        return f"<mfrac>{_atom(above)}{_atom(below)}</mfrac>"
    return f"<mo>{escape(term)}</mo>"


def _atom(word):
    return f"<mn>{word}</mn>" if word.isdigit() else identifier(word)


def math(*terms):
    """A formula of these terms, to stand within a line of HTML."""
    return f'<math displaystyle="true">{"".join(terms)}</math>'
