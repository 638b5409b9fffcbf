"""How quick the widgets are: drawing, a click, playing, Pause, in JupyterLab; and an offline page.

Run `PYTHONPATH=.:tests/browser python benchmarks/widgets.py` (Chromium and playwright).
The floor is a widget whose button does nothing but count; it is clicked in turn with each widget,
and its median is that of all its clicks, since a message that the server holds back doubles one.
In brackets stand the bars.  They are ratios and counts of one run, and hold on a quiet machine: the
load is printed with them.
"""

import os
import shutil
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
from lab import BROWSERS, CHROMIUM_FLAGS, LabPage, Server
from machine import machine
from playwright.sync_api import sync_playwright
from stepper import stepper_of
from test_harness import notebook

import nnlib as nn
from nnlib import widgets

CLICKS = 20
DATA = nn.data.line(12, np.random.default_rng(3))
FLOOR = """\
import ipywidgets
button, count = ipywidgets.Button(description="floor"), ipywidgets.HTML('<i class="floor">0</i>')
n = 0
def add(_):
    global n
    n += 1
    count.value = f'<i class="floor">{n}</i>'
button.on_click(add)
ipywidgets.VBox([button, count])"""
START = """\
import numpy as np, nnlib as nn
from nnlib import widgets
data = nn.data.line(12, np.random.default_rng(3))"""
STEPPERS = {
    "descent": "widgets.step_descent(*data)",
    "race": "widgets.race_optimizers(*data)",
    "graph": 'widgets.step_graph("x = 2*y; z = sin(y); f = x**2*z", {"y": 1.5})',
    "tape": 'widgets.step_tape("y = 2*x; f = y + y*y", {"x": 3}, slips=True)',
    "backprop": 'widgets.step_backprop("3-4-3-2", updates=20)',
    "training": 'widgets.watch_training("spirals", "2-8-8-1")',
    "masks": "widgets.drop_neurons()",
}
EXPLORERS = {
    "line": "widgets.explore_line(*data)",
    "secant": "widgets.explore_secant()",
    "logistic": "widgets.explore_logistic()",
    "fold": "widgets.fold_plane()",
    "width": "widgets.add_neurons(n=8)",
    "softmax": "widgets.explore_softmax()",
    "depth": "widgets.explore_depth()",
    "part": "widgets.part_xor()",
    "proof": "widgets.prove_widgets_work()",
}
CLICK = """async ([selector, content]) => {
    const control = document.querySelector(selector);
    const before = document.querySelector(content).outerHTML, start = performance.now();
    if (control.matches("button")) control.click();
    else {
        control.value = Number(control.value) + (Number(control.value) < control.max ? 1 : -1);
        for (const kind of ["input", "change"])
            control.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    while (document.querySelector(content).outerHTML === before)
        await new Promise(requestAnimationFrame);
    return performance.now() - start;
}"""
FRAMES = """async seconds => {
    const seen = new Set(), end = performance.now() + 1000 * seconds;
    while (performance.now() < end) {
        seen.add(document.querySelector('[data-stepper=training] [data-k]').dataset.k);
        await new Promise(requestAnimationFrame);
    }
    return seen.size / seconds;
}"""
PAUSE = """root => {
    const k = Number(root.querySelector("[data-k]").dataset.k);
    root.querySelector("[data-do=play]").click();
    return k;
}"""


def drawing():
    """The median time on the CPU's clock to draw a step, in ms, by widget."""
    scope, medians = {"widgets": widgets, "data": DATA}, {}
    for name, source in (STEPPERS | EXPLORERS).items():
        shell, times = eval(source, scope), []
        for k in range(shell.player.recording.reach(40) + 1):
            frame, start = shell.player.recording[k], process_time()
            shell.scene.draw(frame)
            times.append(1000 * (process_time() - start))
        medians[name] = median(times)
        shell.close()
    return medians


def offline():
    """The size in MB of a page that plays 200 frames of a training."""
    shell = widgets.watch_training("spirals", "2-8-8-1")
    size = len(shell.to_html(frames=200).encode()) / 1e6
    shell.close()
    return size


def clicks(lab, name):
    """The times in ms of the floor and of a widget's own control, clicked in turn."""
    lab.output(name).locator("[data-k]").wait_for()
    root = f'[data-cell="{name}"]'
    own = ":is([data-act=next], input[type=range])"  # the width's corners, or a first range
    control = "[data-do=step]" if name in STEPPERS else own
    ways = {
        "floor": (".jupyter-button:not([class*=nn-do])", ".floor"),
        "widget": (f"{root} {control}", f"{root} [data-k]"),
    }
    times = {way: [] for way in ways}
    for _ in range(CLICKS):
        for way, selectors in ways.items():
            times[way].append(lab.page.evaluate(CLICK, list(selectors)))
    return times


def playing(lab):
    """Pictures a second that the page shows, and those that follow a press on Pause."""
    view = stepper_of(lab, "training")
    rates, late = [], []
    for _ in range(3):
        view.start_again().click("Play").until("Number(f.dataset.k) >= 5")
        rates.append(lab.page.evaluate(FRAMES, 5))
        seen = view.root.evaluate(PAUSE)
        view.until("f.dataset.playing === 'false'")
        late.append(view.k - seen)
    return median(rates), max(late)


def main():
    times = drawing()
    print(f"draw, CPU, median: at most {max(times.values()):.1f} ms (5), by widget:")
    print(" ", ", ".join(f"{name} {time:.1f}" for name, time in times.items()))
    print(f"200 frames of a training, offline: {offline():.1f} MB (4)")
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with (
        tempfile.TemporaryDirectory() as home,
        Server(Path(home)) as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS) as browser,
    ):
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        cells = {"start": START, "floor": FLOOR, **STEPPERS, **EXPLORERS}
        lab = LabPage(page, server).open(server.add("speed.ipynb", notebook(**cells))).run_all()
        times = {name: clicks(lab, name) for name in STEPPERS | EXPLORERS}
        floor = median(time for each in times.values() for time in each["floor"])
        ratios = {name: median(each["widget"]) / floor for name, each in times.items()}
        print(f"click to pixels, floor {floor:.0f} ms, by widget in floors:")
        print(" ", ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()))
        middle, worst = median(ratios.values()), max(ratios, key=ratios.get)
        print(f"click to pixels, of the floor: median {middle:.2f} (1.3)", end=", ")
        print(f"at most {ratios[worst]:.2f} (1.5), {worst}")
        rate, late = playing(lab)
        print(f"playing at fps 30: {rate:.1f} seen a second (26), {late} after Pause (1)")
    print("load:", *(f"{load:.1f}" for load in os.getloadavg()))
    print(machine())


if __name__ == "__main__":
    main()
