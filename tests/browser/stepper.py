"""A stepper on a page: its parts by their accessible names, and its shell in the kernel."""

import re

from playwright.sync_api import Error

SHELLS = "__import__('sys').modules['nnlib.course.widgets.stage.shell'].open_shells"
AS_TYPED = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")  # 1·10⁻⁶ is 1e-6


class Stepper:
    def __init__(self, lab, root, number=0):
        self.lab, self.root = lab, root
        self.shell = f"{SHELLS}[{number}]"
        self.figure = root.locator("[data-k]")
        root.wait_for()

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def click(self, name):
        self.button(name).click()
        return self

    def at(self, k):
        """Wait until the picture is that of step k."""
        self.root.locator(f'[data-k="{k}"]').wait_for()
        return self

    @property
    def k(self):
        return int(self.figure.get_attribute("data-k"))

    def until(self, condition):
        """Wait until a JavaScript condition on the figure f and the root r holds."""
        self.lab.page.wait_for_function(
            f"r => {{ const f = r.querySelector('[data-k]'); return f && ({condition}) }}",
            arg=self.root.element_handle(),
        )
        return self

    def shows(self, words):
        """Wait until the words stand somewhere in it; what is read aloud may hold them, too."""
        self.root.get_by_text(words).first.wait_for()
        return self

    def playing(self, value):
        return self.until(f"r.dataset.playing === '{str(value).lower()}'")

    def number(self, name):
        words = self.root.locator(f'[data-name="{name}"]').inner_text()
        return float(words.replace("·10", "e").translate(AS_TYPED))

    def numbers(self):
        names = ("w", "b", "dC/dw", "dC/db", "C")
        return {name: self.number(name) for name in names}

    def read(self, expression):
        """A value of the shell in the kernel: `read("player.index")`."""
        return self.lab.read(f"{self.shell}.{expression}")

    def pixels(self):
        """The picture as PNG; it may be replaced by the next while it is taken."""
        for _ in range(5):
            try:
                return self.figure.screenshot(animations="disabled")
            except Error as error:
                if "not attached" not in error.message:
                    raise
        return self.figure.screenshot(animations="disabled")

    def settled(self):
        """Wait until the page shows the last answer of the kernel to what it was told so far."""
        return self.until(f"Number(f.dataset.answer) >= {self.read('answers')}")

    def start_again(self):
        """Back to step 0 with nothing playing; a stepper that was there already is drawn anew."""
        self.click("Reset").settled().at(0).playing(False)
        return self

    def spot(self, plane, x, y):
        """Where on the page the data point (x, y) of a plane is, scrolled into view.

        The plane is found and measured in one go: an answer may replace the picture at any time,
        and what is out of the page has an empty box.
        """
        return self.root.evaluate(
            """(root, [plane, x, y]) => {
                const e = root.querySelector(`[data-plane="${plane}"]`);
                e.scrollIntoView({block: "nearest"});
                const box = e.getBoundingClientRect(), d = e.dataset;
                return [box.left + (x - d.x0) / (d.x1 - d.x0) * box.width,
                        box.top + (d.y1 - y) / (d.y1 - d.y0) * box.height];
            }""",
            [plane, x, y],
        )

    def drag(self, plane, start, end):
        """Press at a data point of a plane, move to another and let go there."""
        mouse = self.lab.page.mouse
        mouse.move(*self.spot(plane, *start))
        mouse.down()
        mouse.move(*self.spot(plane, *end), steps=8)
        mouse.up()
        return self

    def choose(self, name, index):
        """Move the range or select to an index and wait until the kernel has taken it."""
        control = self.root.locator(f'[data-choice="{name}"]')
        control.evaluate("e => e.closest('details')?.setAttribute('open', '')")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(index=index)
        else:
            control.fill(str(index))
        if name == "seek":
            return self.at(index)
        return self.until(f"JSON.parse(f.dataset.choices)['{name}'] === {index}")


def stepper_of(lab, cell):
    """The stepper of a cell, however often other cells have run."""
    root = lab.output(cell).locator("[data-stepper]")
    root.wait_for()
    return Stepper(lab, root, lab.read(f"[shell.cell for shell in {SHELLS}].index({cell!r})"))


def steppers(lab, output):
    """The steppers in a locator, in the order of the kernel's open shells."""
    roots = output.locator("[data-stepper]")
    roots.first.wait_for()
    return [Stepper(lab, roots.nth(i), i) for i in range(roots.count())]


def calls(source, function):
    return re.search(rf"\bwidgets\.{function}\(", source) is not None
