"""On which machine, and when, something was measured."""

import os
import platform
from datetime import date
from pathlib import Path


def processor():
    """The processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = dict(line.replace("\t", "").split(": ", 1) for line in lines if ": " in line)
    if "model name" not in facts:
        return platform.machine()
    return f"{facts['model name']} (family {facts['cpu family']}, model {facts['model']})"


def machine():
    """A line for the page: date, processor, cores, system, Python."""
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{date.today()}, {processor()}, {os.cpu_count()} cores, {system}"
