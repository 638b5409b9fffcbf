"""Pictures as text: colours, SVG, MathML, formulas, fields as PNG, the layout of a graph."""
