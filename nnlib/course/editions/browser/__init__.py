"""The course as a website in which the lessons run: `python3 course.py browser`.

lite → JupyterLite, beside the course's environment; fetching → what pip fetches for it;
pyodide → Python for the browser and its packages: which lie in the site, which are fetched
elsewhere; contents → what a learner finds; site → the pages;
edition.js → the learner's copies, in the browser's storage, brought up to date.
"""
