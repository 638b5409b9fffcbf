import sys
from pathlib import Path

# The modules beside the tests are also run as scripts, so they are imported by their plain names.
sys.path.insert(0, str(Path(__file__).parent))
