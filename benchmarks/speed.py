"""How long a training step takes, beside libraries people know and beside the limits of NumPy.

    python3 benchmarks/speed.py                        # all of it, about 15 minutes
    python3 benchmarks/speed.py --only a,b --rounds 5  # a look, which publishes nothing

The first run makes `.venv-peers`, apart from the course, and installs there what `peers.txt` lists,
by pip and its settings.  (On Linux the index's PyTorch brings CUDA with it, gigabytes; where
PIP_FIND_LINKS names a folder with a wheel for CPUs, pip takes that.)  Each kind of numbers and
number of threads then has a process of its own, in which all engines take turns; `digits.py` has
one too.  `report.py` makes tables and a plot of it, in `docs/performance.md` and beside it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from machine import machine

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
PEERS, WANTED = ROOT / ".venv-peers", FOLDER / "peers.txt"
WORKLOADS = "a,b,c,d,e,es,f,fs"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def peers_python():
    """The Python of the peers' environment, which is made when it is missing or out of date."""
    python = PEERS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = PEERS / WANTED.name  # written last, so that a set-up cut short is begun again
    if not stamp.exists() or stamp.read_bytes() != WANTED.read_bytes():
        print("Installing the peers in .venv-peers; the next run will skip this.", flush=True)
        venv.create(PEERS, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--constraint", "requirements.lock", "-r", WANTED]
        if subprocess.call(pip, cwd=ROOT):
            sys.exit("The peers could not be installed; the lines above say why.")
        stamp.write_bytes(WANTED.read_bytes())
    return python


def result(python, threads, script, *words):
    """What a script of this folder writes into the file that is its last word, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [python, FOLDER / script, *map(str, words), out]
        variables = dict.fromkeys(THREADS, str(threads)) | {"PYTHONPATH": str(ROOT)}
        if subprocess.call(command, env=os.environ | variables):
            sys.exit(f"{script} failed with {threads} threads, as said above.")
        return json.loads(out.read_text("utf-8"))


def report(python, facts, *words):
    """Let `report.py` print the facts, or publish them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.json"
        file.write_text(json.dumps(facts), "utf-8")
        variables = os.environ | {"PYTHONPATH": str(ROOT)}
        subprocess.check_call([python, FOLDER / "report.py", file, *words], env=variables)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=WORKLOADS, help="workloads, as in a,b")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each engine")
    options = parser.parse_args()
    python, seconds, where = peers_python(), {}, machine()
    for threads in (1, 2):
        for kind in ("float64", "float32"):
            words = kind, threads, options.only, options.rounds
            found = result(python, threads, "measure.py", *words)
            seconds[f"{kind}, {threads}"] = found["seconds"]
    facts = found | {"machine": where, "rounds": options.rounds, "seconds": seconds}
    if options == parser.parse_args([]):
        facts["digits"] = result(python, 1, "digits.py")
        report(python, facts, "--publish")
    else:
        report(python, facts)


if __name__ == "__main__":
    main()
