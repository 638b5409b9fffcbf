"""The stage: what every widget stands on, from the frames to the page."""
