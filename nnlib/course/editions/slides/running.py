"""A lesson run for its deck: its figures drawn sharp, its widgets as players, its reviews as polls.

The cells run as the lesson has them, but for widgets, which get `big=True`, and for the checks,
which judge a learner.  A cell's "slideshow" says what its player shows:

    "frames": 16      so many pictures; 41 without it
    "every": 10       each tenth step
    "sweep": "h"      the values of this choice, or each tenth of them, in place of steps
"""

import ast
import contextlib
import inspect
import io
import os
from dataclasses import dataclass, field

from matplotlib.text import Text

from ... import plots, widgets
from ...folders import ABOVE_NNLIB
from ...lessons.conventions import shown_picture
from ...lessons.write import PUBLISHING
from ...plots import figures as drawing
from ...widgets.quiz.self_test import SelfTest
from ...widgets.stage.shell import Shell
from ...widgets.stage.static import player_html
from ..packages import EditionError
from .polls import Poll
from .rule import settings, slide_type

DPI = 240
WIDTH, LEGIBLE = 1160, 14  # pixels of a slide: of a wide figure, and of its smallest words
FRAMES = 41


@dataclass(frozen=True)
class LessonRun:
    """What a run of a lesson gives its deck, by the ids of cells; nothing, without a run."""

    figures: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)  # pixels of the smallest words of each figure
    players: dict = field(default_factory=dict)
    questions: dict = field(default_factory=dict)


def run_lesson(lesson, deck=True):
    """Run a lesson.  Raises EditionError with the cell that failed.

    For a deck the widgets are large, and what the deck skips is not kept; else neither.
    """
    found, names = LessonRun(), {"__name__": "__main__"}
    with as_published():
        for cell in lesson.code:
            if cell.id.startswith("check-"):
                continue
            try:
                with figures_shown() as drawn:
                    value = evaluate(large(cell.source) if deck else cell.source, names)
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
                raise EditionError(f"{lesson.name}: cell '{cell.id}' raised {said}") from error
            if not deck or slide_type(cell) != "skip":
                keep_results(cell, value, drawn, found)
    return found


@contextlib.contextmanager
def as_published():
    """The course's folder, and variables under which nobody is asked and no progress is kept."""
    mine = PUBLISHING | {"NNLIB_PROGRESS": "off"}
    before = {name: os.environ.get(name) for name in mine}
    os.environ.update(mine)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.chdir(ABOVE_NNLIB):
            yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def evaluate(code, names):
    """Run a cell in a namespace; returns the value of its last line, if that is an expression."""
    body = ast.parse(code).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def large(code):
    r"""The code with `big=True` in each call of a widget that takes it, for a lecture hall.

    >>> large("net\nwidgets.step_backprop(net=net)")
    'net\nwidgets.step_backprop(net=net, big=True)'
    """
    text, starts = code.encode(), [0]  # columns are counted in bytes
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    calls = [one for one in ast.walk(ast.parse(code)) if takes_big(one)]
    for end in sorted(starts[one.end_lineno - 1] + one.end_col_offset for one in calls)[::-1]:
        before = text[: end - 1]
        more = b"big=True" if before.rstrip().endswith((b"(", b",")) else b", big=True"
        text = before + more + text[end - 1 :]
    return text.decode()


def takes_big(node):
    """True for a call `widgets.x(…)` that does not say yet how large it is."""
    function = getattr(node, "func", None)
    of_widgets = (
        isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "widgets"
    )
    if not of_widgets or any(one.arg == "big" for one in node.keywords):
        return False
    return "big" in inspect.signature(getattr(widgets, function.attr)).parameters


def keep_results(cell, value, drawn, found):
    """Keep what a cell gives the deck: a player, polls, or the figures that it has `drawn`."""
    stored = list(filter(None, map(shown_picture, cell.outputs)))
    if isinstance(value, Shell) and isinstance(value.scene, SelfTest):
        found.questions[cell.id] = [*map(as_poll, value.scene.questions)]
    elif isinstance(value, Shell):
        found.players[cell.id] = player(value, settings(cell))
        value.close()
    elif stored and len(drawn) == len(stored):
        pairs = zip(map(large_enough, drawn), stored, strict=True)
        found.figures[cell.id] = [(plots.figure_png(fig, DPI), alt) for fig, (_, alt) in pairs]
        found.words[cell.id] = [smallest_words(fig) * DPI / 72 for fig in drawn]


@contextlib.contextmanager
def figures_shown():
    """The list of the figures that are shown meanwhile, whoever has drawn them, in their order."""
    found, picture = [], drawing.figure_png

    def noted(fig, *dpi):
        found.append(fig)
        return picture(fig, *dpi)

    drawing.figure_png = noted
    try:
        yield found
    finally:
        drawing.figure_png = picture


def smallest_words(fig):
    """The size in points of the smallest words that are seen in a figure."""
    texts = [one for one in fig.findobj(Text) if one.get_visible() and one.get_text().strip()]
    return min((one.get_fontsize() for one in texts), default=0)


def large_enough(fig):
    """The figure, its words as large as they must be where it is as wide as a slide."""
    least = LEGIBLE * 72 * fig.get_figwidth() / WIDTH
    for words in fig.findobj(Text):
        words.set_fontsize(max(words.get_fontsize(), least))
    return fig


def player(shell, wanted):
    """A player of what the author wants to be seen; on paper it shows the widget's still."""
    every, recording = wanted.get("every", 1), shell.player.recording
    with shell.lock:
        if "sweep" in wanted:
            frames, labels = swept(shell.scene, wanted["sweep"], every)
            still = len(frames) // 2
        else:
            last = min((wanted.get("frames", FRAMES) - 1) * every, shell.scene.stop)
            steps = range(0, recording.reach(last) + 1, every)
            frames, labels = [recording[k] for k in steps], [str(k) for k in steps]
            still = min(shell.still // every, len(frames) - 1)
        page = player_html(shell.scene, frames, labels)
    return f'<div class="stepper" data-still="{still}">{page}</div>'


def swept(scene, name, every):
    """Frames of a scene for the values of a choice, and what each value is called."""
    choice = next(one for one in scene.choices if one.name == name)
    frames = [scene.first()]
    for value in choice.values[::every]:
        scene.settings[name] = value
        frames.append(scene.refresh(frames[-1]))
    return frames[1:], [f"{choice.label} {shown}" for shown in choice.shown[::every]]


def as_poll(question):
    """A question about an earlier lesson as a poll."""
    right = question.choices[question.right]
    reason = getattr(question, "reason", "")
    comments = {right: reason} if reason else {}
    return Poll("", question.text, tuple(question.choices), right, right, comments)
