"""How long a training step takes, beside libraries people know and beside the limits of NumPy.

    python3 tests/benchmarks/speed.py                        # all of it, about 20 minutes
    python3 tests/benchmarks/speed.py --only a,b --rounds 5  # a look, which writes nothing

The first run makes `.venv-peers`, apart from the course, and installs there what `peers.txt` lists,
by pip and its settings.  (On Linux the index's PyTorch brings CUDA with it, gigabytes; where
PIP_FIND_LINKS names a folder with a wheel for CPUs, pip takes that.)  Each kind of numbers and
number of threads then has a process of its own, in which all engines take turns.  The results go to
`docs/performance/speed.json`; tables and plot are made from it by `report.py`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import venv
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
PEERS, WANTED = ROOT / ".venv-peers", FOLDER / "peers.txt"
OUT = ROOT / "docs" / "performance" / "speed.json"
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


def processor():
    """The processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = dict(line.replace("\t", "").split(": ", 1) for line in lines if ": " in line)
    return "{model name}, family {cpu family} model {model}".format_map(facts)


def run(python, kind, threads, only, rounds):
    """The versions and the times of one process."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "times.json"
        command = [python, FOLDER / "measure.py", kind, str(threads), only, str(rounds), out]
        variables = dict.fromkeys(THREADS, str(threads)) | {"PYTHONPATH": str(ROOT)}
        if subprocess.call(command, env=os.environ | variables):
            sys.exit(f"The measurement of {kind} with {threads} threads failed, as said above.")
        return json.loads(out.read_text("utf-8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=WORKLOADS, help="workloads, as in a,b; writes nothing")
    parser.add_argument("--rounds", type=int, default=15, help="turns of each engine")
    options = parser.parse_args()
    python, results = peers_python(), {}
    for threads in (1, 2):
        for kind in ("float64", "float32"):
            found = run(python, kind, threads, options.only, options.rounds)
            results[f"{kind}, {threads}"] = found["seconds"]
    facts = {"date": str(date.today()), "processor": processor(), "cores": os.cpu_count()}
    facts |= {"rounds": options.rounds} | found | {"seconds": results}
    whole = options.only == WORKLOADS
    with tempfile.TemporaryDirectory() as folder:
        out = OUT if whole else Path(folder) / OUT.name
        out.parent.mkdir(exist_ok=True)
        out.write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
        words = [] if whole else [out]
        subprocess.check_call([python, FOLDER / "report.py", *words])


if __name__ == "__main__":
    main()
