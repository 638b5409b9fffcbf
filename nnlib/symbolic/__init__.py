"""The equations of the page on SymPy symbols: derive, prove, count operations, typeset."""
