"""Widgets: steppers and explorers.  Each function returns a Shell, which shows itself as the last expression of a cell."""

from .descent import step_descent

__all__ = ["step_descent"]
