"""Lessons as files: how a notebook is read, run and written, and the rules that it keeps."""
