"""Editions made from the lessons, which stay the only text: slides for a lecture."""
