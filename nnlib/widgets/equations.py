"""Equations between entries of arrays, as MathML: δ_{0j} of layer 2 with its indices filled in."""

from html import escape


def word(name):
    """A symbol without an index."""
    return f"<mi>{escape(name)}</mi>"


def entry(name, l, *indices):
    """A symbol with its layer above, in brackets, and its indices below; l None leaves it out."""
    below = "".join(_index(index) for index in indices)
    base = word(name)
    if l is None:
        return f"<msub>{base}<mrow>{below}</mrow></msub>"
    layer = f"<mrow><mo>(</mo><mn>{l}</mn><mo>)</mo></mrow>"
    return f"<msubsup>{base}<mrow>{below}</mrow>{layer}</msubsup>"


def _index(index):
    return f"<mn>{index}</mn>" if isinstance(index, int) else word(index)


def partial_by(above, below):
    """∂above/∂below."""
    d = '<mo rspace="0">∂</mo>'
    return f"<mfrac><mrow>{d}{above}</mrow><mrow>{d}{below}</mrow></mfrac>"


def row(*terms):
    """Terms side by side: MathML as it is, "Σ_k" as a sum over k, all else as operators."""
    return f"<mrow>{''.join(map(_term, terms))}</mrow>"


def _term(term):
    if term.startswith("<"):
        return term
    if term.startswith("Σ_"):
        return f"<munder><mo>∑</mo>{word(term[2:])}</munder>"
    if term == "1/m":
        return "<mfrac><mn>1</mn><mi>m</mi></mfrac>"
    return f"<mo>{escape(term)}</mo>"
