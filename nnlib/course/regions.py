"""The regions of a cell that a learner writes: what stands between these two lines is taken out."""

import re

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
# With the indentation of its first line, and its body.
REGION = re.compile(rf"^([ \t]*){BEGIN}\n(.*?)^[ \t]*{END}(?:\n|\Z)", re.DOTALL | re.MULTILINE)
