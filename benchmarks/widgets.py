"""How quick the steppers of lesson 09 are: drawing, a click, and playing, in JupyterLab.

Run `PYTHONPATH=.:tests/browser python benchmarks/widgets.py` (Chromium and playwright).
The floor is a widget whose button does nothing but count, clicked in turn with the stepper's Step.

In brackets stand the aims.  On two quiet cores, and on a slow day of the same machine, it printed:
    draw, CPU, median: 2.0 to 2.5, and 2.4 to 3.6 ms (bar: 5)
    click to pixels: 1.12 to 1.31, and 1.40 to 2.32 (1.5)
    playing at fps 30: 14 to 18, and 9 to 14 seen a second (18), 0 after Pause (0)
"""

import shutil
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

from lab import BROWSERS, CHROMIUM_FLAGS, LabPage, Server
from playwright.sync_api import sync_playwright
from stepper import Stepper
from test_harness import notebook

from nnlib import widgets

CLICKS = 40
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
CELLS = {
    "floor": FLOOR,
    "step": 'from nnlib import widgets\nwidgets.step_backprop("3-4-3-2", updates=20)',
    "train": 'widgets.watch_training("spirals", "2-8-8-1")',
}
CLICK = """async ([button, content]) => {
    const before = document.querySelector(content).outerHTML, start = performance.now();
    document.querySelector(button).click();
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


def drawing():
    """The median time on the CPU's clock to draw a step at 3-4-3-2, in ms."""
    shell, times = widgets.step_backprop("3-4-3-2"), []
    for k in range(shell.scene.stop):
        frame, start = shell.player.recording[k], process_time()
        shell.scene.draw(frame)
        times.append(1000 * (process_time() - start))
    return median(times)


def clicks(page):
    """The medians in ms of a click on the floor's button and on Step, clicked in turn."""
    ways = {
        "floor": (".jupyter-button:not([class*=nn-do])", ".floor"),
        "step": ("[data-stepper=backprop] [data-do=step]", "[data-stepper=backprop] [data-k]"),
    }
    times = {name: [] for name in ways}
    for _ in range(CLICKS):
        for name, way in ways.items():
            times[name].append(page.evaluate(CLICK, list(way)))
    return [median(times[name]) for name in ways]


def playing(lab):
    """Frames a second that the page shows, and the frames it still moves after Pause."""
    view = Stepper(lab, lab.output("train").locator("[data-stepper]"), 1)
    view.click("Play").until("Number(f.dataset.k) >= 5")
    rate = lab.page.evaluate(FRAMES, 5)
    view.click("Pause").playing(False)
    paused = view.k
    lab.page.wait_for_timeout(1000)
    return rate, view.k - paused


def main():
    print(f"draw, CPU, median: {drawing():.2f} ms (bar: 5)")
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with (
        tempfile.TemporaryDirectory() as home,
        Server(Path(home)) as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS) as browser,
    ):
        page = browser.new_page(viewport={"width": 1400, "height": 2600})
        lab = LabPage(page, server).open(server.add("speed.ipynb", notebook(**CELLS))).run_all()
        lab.output("step").locator("[data-k]").wait_for()
        floor, step = clicks(page)
        print(
            f"click to pixels: floor {floor:.0f} ms, Step {step:.0f} ms, {step / floor:.2f} (1.5)"
        )
        rate, late = playing(lab)
        print(f"playing at fps 30: {rate:.1f} seen a second (18), {late} after Pause (0)")


if __name__ == "__main__":
    main()
