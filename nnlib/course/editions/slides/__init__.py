"""Lessons as slides for a lecture: `python3 course.py slides`.

text → the blocks and sentences of a cell; rule → what of them is shown, and what is said;
polls, cells → what becomes of predictions and of code; deck → slides with notes and minutes;
running → figures and players, from a run of the lesson;
maths, page → one HTML file, which needs nothing else; paper → that file as a PDF;
live → a lecturer's copy of the lesson, for JupyterLab.
"""
