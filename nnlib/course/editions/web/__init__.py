"""The course as a website, and as one PDF: `python3 course.py web`.

pages → which pages there are, their order, and where their links lead; notebooks → a lesson or an
exercise set as a page; answers → predictions and turns, folded; reference → pages about nnlib from
its docstrings; site → Sphinx, which makes the pages; checking → the pages in a browser;
booklet → all pages as one PDF.
"""
