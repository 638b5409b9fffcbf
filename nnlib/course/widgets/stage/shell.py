"""The shell joins a scene, a player and hidden ipywidgets controls to a bar and a picture.

What a page holds, for style sheets and tests:

    [data-stepper="descent"]            the whole; also data-playing="true" or "false"
    [data-do="step"]                    the button named Step; also Back, Play or Pause, Reset, Last
    input[data-choice="seek"]           the slider named "step number", which is the timeline
    [data-choice="eta"]                 a range or select; its value is an index into the values
    .nn-setup                           what is folded away: choices that start the run anew, texts
    [data-entry="prediction"]           a text that the reader types; the button named Set takes
                                        texts, and Step takes a prediction
    .nn-said[data-name="said"]          what is said to what was typed, and what comes next
    .nn-refused                         why the texts could not be taken, beside the button Set
    .nn-figure[data-k="3"]              the picture of step 3, role img, its alt text in aria-label
    td[data-name="w"]                   a number of the readout; also b, dC/dw, dC/db, C
    [data-part="w"]                     lights up with all that have the same part, at the pointer
    [data-plane="start"]                a place is dragged on it: data-x0, data-x1, data-y0, data-y1
                                        are its edges, data-x and data-y its handle; Scene.point
    [data-drag="w"]                     a number that is dragged, by data-step; Scene.tweak
    [data-act="clear"]                  a button of the scene's own; Scene.act
    [data-swap="3"]                     a small picture that fills [data-swap-target] when looked at
    [data-beside="q1"]                  moves to the control of the choice q1
    .nn-remark[data-name="remark"]      a sentence about this step, empty if there is none
    .nn-hint, .nn-error, .nn-voice      no answer yet; an error while drawing; what is read aloud

Keys, with the focus anywhere inside: Right, Left, Home, End, P; Enter presses the focused button
or, with the focus on the whole, steps.  Shift+Enter and its kin run the cell, Ctrl+S saves.
In a text field every key writes, and Enter presses the field's own button.  In the kernel:
`shell.buttons["step"]`, `shell.controls["eta"]`, `shell.player`.
"""

import asyncio
import json
from contextlib import contextmanager
from html import escape
from threading import RLock

import ipywidgets
import traitlets
from IPython import get_ipython
from IPython.display import display

from ...drawing.raster import can_paint, png
from .bar import ACTIONS, bar_html
from .interrupts import Interrupts
from .player import Player
from .recording import Recording
from .scene import below_html
from .static import caption, player_html, still
from .timeline import track_html

ONWARDS = "Step once more goes on without it."
WINDOW = 8
PATIENCE = 2.0
DOUBT = 0.5  # seconds without a sign of the page, after which its controls are made anew
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

open_shells = []


class _Guarded:
    """A control that takes what the page sends while it holds its shell's lock.

    Some front ends hand the messages of one page to several threads of the kernel.  An interrupt
    ends the message that is taken; its page has been told by then.
    """

    def set_state(self, sync_data):
        try:
            with self.lock:
                super().set_state(sync_data)
        except KeyboardInterrupt:
            _pause_all()


class _Step(_Guarded, ipywidgets.BoundedIntText):
    pass


class _Dropdown(_Guarded, ipywidgets.Dropdown):
    pass


class _Text(_Guarded, ipywidgets.Text):
    pass


class _Seen(_Guarded, ipywidgets.IntText):
    pass


class _Count(traitlets.HasTraits):
    """How many pictures were sent, where the page needs no message about it."""

    value = traitlets.Int()


class Shell:
    """A live widget of one scene.  As the last expression of a cell it shows itself.

    Whatever moves the player or shows a frame holds `lock`: a run is a function of the settings,
    the seed and k, whichever thread asks.

    `still` is the step that the fallback picture shows.  With controls="plain" the hidden
    ipywidgets controls take the place of the HTML bar, for front ends that do not run its handlers.
    """

    def __init__(self, scene, still=0, controls="bar"):
        if controls not in ("bar", "plain"):
            raise ValueError(f'controls must be "bar" or "plain", but it is {controls!r}.')
        self.scene, self.still, self.task = scene, still, None
        self.said, self.refused = "", False
        self.answers = self.version = self.furthest = self.line = 0
        self.told, self.changed, self.held = None, False, False
        self.left_out = None  # (k, text) of a prediction that step k has refused once
        self.lock = RLock()
        self.player = Player(Recording(scene.first(), scene.advance), scene.stop, scene.fps)
        self.cell, self.run_of_cell = _cell_and_run()
        _close_earlier_run(self)
        self.plain = plain = controls == "plain"
        self._make_controls(plain)
        self._open_line()
        driven = [*self.buttons.values(), *self.controls.values()]
        links = []
        bar = ipywidgets.HTML(bar_html(scene))
        self.stage, self.track, self.error = (ipywidgets.HTML() for _ in range(3))
        self.renewal = ipywidgets.Button()
        self.renewal.on_click(lambda _: self._show(self.renew))
        self.renewal.add_class("nn-do-renew")
        if plain:
            hidden = ipywidgets.HBox([*driven, self.message, self.seen])
            bar.add_class("nn-hidden")
            for unseen in (self.message, self.seen):
                unseen.layout.display = "none"
            links = [self.sent, ipywidgets.jslink((self.sent, "value"), (self.seen, "value"))]
        else:
            # The page sets the others by messages, so that it need not hold them.
            for control in self.controls.values():
                _close(control)
            hidden = ipywidgets.HBox(self._unseen())
            hidden.add_class("nn-hidden")
        self.hidden = hidden
        self.track.add_class("nn-sent-track")
        self.stage.add_class("nn-stage")
        self.box = ipywidgets.VBox([bar, self.error, self.stage, hidden, self.track])
        self.box.add_class("nn-stepper")
        if scene.big:
            self.box.add_class("nn-big")
        self.parts = [self.box, *self.box.children, *driven, self.renewal, *links]
        if self.cell:
            open_shells.append(self)
        self.render()

    def _make_controls(self, named):
        """The ipywidgets controls; unseen ones have no name, so that a name is in the page once."""
        self.buttons, self.controls, names = {}, {}, {}
        if self.scene.stop:
            names = ACTIONS | {"calm": "Play slowly"}
        if any(field.action == "set" for field in self.scene.fields):
            names = names | {"set": "Set"}
        for action, name in names.items():
            button = ipywidgets.Button(description=name * named)
            button.on_click(lambda _, action=action: self._do(getattr(self, action)))
            button.add_class(f"nn-do-{action}")
            self.buttons[action] = button
        if self.scene.stop:
            seek = _Step(max=self.scene.stop, description="step" * named)
            seek.observe(lambda change: self._seek(change.new), "value")
            self.controls["seek"] = seek
        for choice in self.scene.choices:
            options = list(zip(choice.shown, choice.values, strict=True))
            control = _Dropdown(
                options=options, index=choice.index, description=choice.label * named
            )
            control.observe(lambda _, name=choice.name: self._chosen(name), "index")
            self.controls[choice.name] = control
        for field in self.scene.fields:
            self.controls[field.name] = _Text(field.start, description=field.label * named)
        for name, control in self.controls.items():
            control.style.description_width = "initial"
            control.add_class(f"nn-set-{name}")
        self.sent = ipywidgets.IntText() if named else _Count()
        for control in self.controls.values():
            control.lock = self.lock

    def _open_line(self, seen=0):
        """The two controls by which the page tells the kernel something."""
        self.message, self.seen = _Text(), _Seen(seen)
        self.message.observe(lambda change: self._handle(**json.loads(change.new)), "value")
        for control, name in ((self.message, "nn-message"), (self.seen, "nn-seen")):
            control.add_class(name)
            control.add_class(f"nn-line-{self.line}")
            control.lock = self.lock

    def _unseen(self):
        """The controls that a page with a bar has no use for but to tell the kernel something."""
        return [*self.buttons.values(), self.renewal, self.message, self.seen]

    def renew(self):
        """Take new controls for what the page tells.

        A front end sends a control's next value when the kernel has said that it is done with the
        last one.  There are kernels that do not say so of what comes while a cell is ending; then
        the control is silent for ever, but a button still speaks.
        """
        if self.plain:  # no script speaks by them there
            return
        old = self.message, self.seen
        self.line += 1
        self._open_line(self.seen.value)
        self.hidden.children = self._unseen()
        for control in old:
            _close(control)

    def step(self):
        """One step on.  A prediction is judged by the step's number.

        One that is none stays, and is told; with the same text the next step goes on without it.
        """
        self.pause()
        typed, k = self.controls.get("prediction"), self.player.index + 1
        if typed and typed.value.strip() and self.player.recording.reach(k) == k:
            try:
                self.said = self.scene.judge(typed.value, self.player.recording[k])
            except ValueError as error:
                if (k, typed.value) != self.left_out:
                    self.left_out = k, typed.value
                    self.said = f"{error} {ONWARDS}"
                    return
                self.said = f"“{typed.value.strip()}” was left out."
            typed.value = ""
        self.player.step()

    def set(self):
        """Take what was typed."""
        texts = {field.name: self.controls[field.name].value for field in self.scene.fields}
        self._take(self.scene.enter, texts, self.player.index)
        self.refused = bool(self.said)

    def touch(self, take, *given, phase):
        """Take what the reader does to the picture with `take`, the scene's point or tweak."""
        self._take(take, *given, phase, changes=not self.held)
        self.held = phase != "up"
        for name, text in self.scene.texts().items():
            self.controls[name].value = text

    def _take(self, take, *given, changes=True):
        """Make the run anew with what is given.  If it can't be taken, that is said; all stays."""
        self.pause()
        self.scene.seen = self.player.frame
        try:
            k = take(*given)
        except ValueError as error:
            self.said = str(error)
            return
        self.version += 1
        if k is not None:
            self.changed = changes
            self._run_anew()
            self.player.seek(k)

    def back(self):
        self.pause()
        self.player.back()

    def last(self):
        self.pause()
        self.player.last()

    def reset(self):
        """Back to the start, with nothing typed as a prediction."""
        if "prediction" in self.controls:
            self.controls["prediction"].value, self.left_out = "", None
        self._run_anew()

    def _run_anew(self):
        """The run is made anew, under the parameters that are set now.

        The run before a change stays as the scene's ghost.
        """
        self.pause()
        self.player.reset()
        if self.changed and self.furthest >= 2:
            self.scene.ghost = tuple(self.player.recording.frames[: self.furthest + 1])
        self.changed, self.furthest = False, 0
        self.version += 1
        self.player.recording.truncate(0, self.scene.first())
        self.player.stop = self.scene.stop

    def pause(self):
        self.player.playing = False

    def play(self, fps=None):
        """Play, or pause.  It pauses by itself at the last step or when no browser answers."""
        if self.player.playing:
            self.pause()
        else:
            self.player.playing = True
            interrupts.heed(_kernel())
            loop = asyncio.get_running_loop()
            self.task = loop.create_task(self.run(fps))

    def calm(self):
        """Play at two steps a second, for readers who asked their system for less motion."""
        self.play(fps=min(2, self.player.fps))

    async def run(self, fps=None):
        """Tick until the run ends, at most WINDOW pictures ahead of what the browser has shown.

        Without `fps` it goes as fast as the player, at the scene's tempo.
        """
        clock, run = asyncio.get_running_loop().time, asyncio.current_task()
        due = clock()
        try:
            while await self._shown() and self._tick(run):
                pace = fps or self.player.fps * self.scene.tempo(self.player.index)
                due = max(due + 1 / pace, clock())
                await asyncio.sleep(due - clock())
        finally:
            with self.lock:
                if self.task is run:
                    self.pause()
                    self.render()
            if not any(shell.player.playing for shell in open_shells):
                interrupts.ignore()

    def _tick(self, run):
        """Show the next picture of `run`; False if it was stopped, or another took its place."""
        with self.lock:
            if not (self.player.playing and self.task is run):
                return False
            interrupts.heed(_kernel())
            self.sent.value += 1
            self._do(self.player.tick)
            return True

    async def _shown(self):
        doubtful = round(DOUBT / 0.02)
        for wait in range(round(PATIENCE / 0.02)):
            if self.sent.value - self.seen.value < WINDOW:
                return True
            if wait == doubtful and self.player.playing:
                self._show(self.renew)
            await asyncio.sleep(0.02)
        return False

    def _do(self, act):
        """Act, then show the present frame.  An error is shown in the page, then raised."""
        with self.lock:
            self.said, self.refused = "", False
            self._show(act)

    def _show(self, act):
        with self.lock:
            self.answers += 1
            try:
                act()
                self.scene.k = self.player.index
                self._follow(self.scene.settings_of(self.player.frame))
                self.furthest = max(self.furthest, self.player.index)
                html = self._stage_html(self.player.index, self.player.frame)
            except (Exception, KeyboardInterrupt) as error:
                self.pause()
                words = escape(f"{type(error).__name__}: {error}".removesuffix(": "))
                self.error.value = (
                    f'<div class="nn-error" role="alert" data-answer="{self.answers}">{words}</div>'
                )
                raise
            self.error.value = ""
            self.stage.value = html
            if "seek" in self.controls and not self.player.playing:
                self._settle(self.controls["seek"])

    def _settle(self, seek):
        """Tell the slow parts of the page where it stopped; what plays is told by its pictures."""
        seek.max = max(seek.max, self.scene.stop)
        seek.value = self.player.index
        seek.max = self.scene.stop
        self.track.value = track_html(self.scene)

    def render(self):
        self._do(lambda: None)

    def _handle(self, action, told=None, shown=None, **more):
        """Do what the page tells: an action of a button or on the picture, or the page's width.

        What ends playing names the step that the page shows; the kernel may be some steps on.
        """
        with self.lock:
            self.told = told
            if shown is not None:
                self.pause()
                self.player.seek(shown)
            if action == "width":
                self._show(lambda: self._fit(more["width"]))
            elif action == "choose":
                self._choose(self.controls[more["name"]], more["index"])
            elif action == "seek":
                self._do(lambda: (self.pause(), self.player.seek(more["k"])))
            elif action in ("point", "tweak"):
                take = getattr(self.scene, action)
                place = more["name"], *more["place"]
                self._do(lambda: self.touch(take, *place, phase=more["phase"]))
            elif action == "act":
                self._do(lambda: self._take(self.scene.act, more["name"]))
            else:
                self._do(lambda: self._press(action, more["texts"]))

    def _press(self, action, texts):
        """Take what was typed, and do what the button beside it says: both in one message."""
        for field, text in texts.items():
            self.controls[field].value = text
        if action == "pause" or action in self.buttons:
            getattr(self, action)()

    def _fit(self, width):
        self.scene.width = width
        self.version += 1

    def _choose(self, control, index):
        if control.index == index:
            self.render()
        control.index = index

    def _seek(self, k):
        with self.lock:
            if k != self.player.index:
                self._do(lambda: (self.pause(), self.player.seek(k)))

    def _follow(self, chosen):
        """Let the controls show what a frame has moved; that is no choice of the reader's."""
        for name, value in chosen.items():
            self.scene.settings[name] = value
            self.controls[name].value = value

    def _chosen(self, name):
        if self.scene.settings[name] != self.controls[name].value:
            self._do(lambda: self._refresh(name))

    def _refresh(self, name):
        self.pause()
        self.changed = True
        self.version += 1
        self.scene.settings[name] = self.controls[name].value
        if name in self.scene.restarts:
            self._run_anew()
        else:
            frame = self.scene.refresh(self.player.frame)
            self.player.recording.truncate(self.player.index, frame)

    def _stage_html(self, k, frame):
        scene = self.scene
        choices = {choice.name: self.controls[choice.name].index for choice in scene.choices}
        choices |= {field.name: self.controls[field.name].value for field in scene.fields}
        data = {
            "k": k,
            "stop": scene.stop,
            "answer": self.answers,
            "version": self.version,
            "told": self.told or "",
            "line": self.line,
            "sent": self.sent.value,
            "playing": str(self.player.playing).lower(),
            "width": scene.width,
            "choices": json.dumps(choices),
        }
        data = "".join(f' data-{name}="{escape(str(value))}"' for name, value in data.items())
        figure = _figure(scene.draw(frame), scene.text(frame), data)
        said = [f"<strong>{escape(self.said)}</strong>"] if self.said and not self.refused else []
        if scene.fields:
            said.append(escape(scene.question(frame, self._following())))
        said = f'<p class="nn-said" data-name="said">{" ".join(said)}</p>' if said else ""
        if self.refused:
            said += f'<p class="nn-refused" data-beside="set">{escape(self.said)}</p>'
        return said + figure + below_html(scene, frame)

    def _following(self):
        """The next frame, or None at the end: a question about it must not make it anew."""
        k, recording = self.player.index + 1, self.player.recording
        return recording[k] if k <= self.scene.stop and recording.reach(k) == k else None

    def close(self):
        """Close every widget of this shell: a cell that runs again leaves nothing behind."""
        self.pause()
        if self in open_shells:
            open_shells.remove(self)
        for part in (*self.parts, self.message, self.seen):
            _close(part)

    def to_html(self, frames=40):
        """HTML that plays the first frames without a kernel: for slides and for reading offline."""
        with self.lock:
            recording = self.player.recording
            count = recording.reach(min(frames, self.scene.stop + 1) - 1) + 1
            with self._on_paper():
                return player_html(self.scene, [recording[k] for k in range(count)])

    def to_png(self, k=0):
        """The picture of step k as PNG bytes."""
        with self.lock:
            k = self.player.recording.reach(k)
            with self._on_paper():
                return png(self.scene.draw(self.player.recording[k]))

    @contextmanager
    def _on_paper(self):
        """What does not depend on the page that is open, nor on what was tried in it before."""
        scene = self.scene
        live, (scene.width, scene.ghost) = (scene.width, scene.ghost), ("middle", None)
        try:
            yield
        finally:
            scene.width, scene.ghost = live

    def __repr__(self):
        return self.scene.text(self.player.frame)

    def _ipython_display_(self):
        k = self.player.recording.reach(self.still)
        frame = self.scene.pictured(self.player.recording[k])
        words, below = self.scene.text(frame), caption(self.scene, k)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        display({"text/plain": words, WIDGET_VIEW: view}, raw=True)
        if can_paint():
            with self.lock, self._on_paper():
                data, metadata = still(self.scene.draw(frame), f"{below} {words}")
            display(data, metadata=metadata, raw=True)
        below = "\n\n".join(filter(None, [f"*{below}*", self.scene.listing()]))
        display({"text/markdown": below, "text/plain": below}, raw=True)


def _close(part):
    for owned in (getattr(part, "layout", None), getattr(part, "style", None), part):
        if owned is not None:
            owned.close()


def _figure(svg, alt, data):
    """The drawing in the page: for a screen reader an image, or a group if it has controls.

    Its words are hidden, since the alternative text tells them.
    """
    role, hidden = ("group", "") if 'tabindex="0"' in svg else ("img", ' aria-hidden="true"')
    head = f'<div class="nn-figure" role="{role}" aria-label="{escape(alt)}"{data}>'
    return f"{head}<div{hidden}>{svg}</div></div>"


def _pause_all():
    for shell in open_shells:
        shell.pause()


interrupts = Interrupts(_pause_all)


def _kernel():
    return getattr(get_ipython(), "kernel", None)


def _cell_and_run():
    """Which cell is running, and which run of it: the front end's cell id where it sends one."""
    kernel = _kernel()
    request = kernel.get_parent("shell") if kernel else {}
    run = (request.get("header") or {}).get("msg_id")
    return (request.get("metadata") or {}).get("cellId", run), run


def _close_earlier_run(shell):
    """Close what an earlier run of this cell left; two widgets of one run stay side by side."""
    for other in open_shells.copy():
        if other.cell == shell.cell and other.run_of_cell != shell.run_of_cell:
            other.close()
