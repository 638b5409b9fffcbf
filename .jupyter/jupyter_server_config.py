"""Open the course's folder on its first lesson; what stands on the command line comes before."""

from pathlib import Path

c = get_config()  # noqa: F821  (Jupyter defines it)

c.Application.log_level = "WARN"
c.LabApp.default_url = "/lab/tree/notebooks/00_start_here.ipynb"
c.ServerApp.allow_root = True
c.ServerApp.root_dir = str(Path(__file__).resolve().parents[1])
