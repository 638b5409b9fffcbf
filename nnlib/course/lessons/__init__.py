"""Lessons as files: how a notebook is read, run and written, and the rules that it keeps."""

from . import anatomy  # noqa: F401  its rules stand in conventions.RULES, whoever reads them
