"""The course's terms as MathML, which a browser shows without a script, a font or a network."""

from html import escape


def identifier(name):
    """A name in italics."""
    return f"<mi>{escape(name)}</mi>"


def partial(above, below, write=identifier):
    """∂above/∂below."""
    d = '<mo rspace="0">∂</mo>'
    return f"<mfrac><mrow>{d}{write(above)}</mrow><mrow>{d}{write(below)}</mrow></mfrac>"


def math(*terms):
    """A formula of these terms, to stand within a line of HTML."""
    return f'<math displaystyle="true">{"".join(terms)}</math>'
