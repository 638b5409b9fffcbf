"""Exercises in the learner's hands: what is asked, how it is judged, and what they are told.

    ask, check, hint, solution = nn.checks.start("01_a_line_is_one_neuron")

A probe makes a reply of the learner's work; a key says what is right and which slips are known;
the judge makes a verdict of both; the session keeps the progress, from which `review` chooses.
"""

from .panel import show_progress
from .recall import review
from .session import arrange, own_network, start

__all__ = ["arrange", "own_network", "review", "show_progress", "start"]
