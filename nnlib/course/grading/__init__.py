"""A class: its submissions are collected, graded in a sandbox, recorded, reported and exported.

The process that runs a student's code never decides.  Fresh inputs go in, values come out, and the
judge of the exercises compares them here.
"""
