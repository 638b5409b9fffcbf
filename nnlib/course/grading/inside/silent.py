"""Stand-ins for what only shows: plots, widgets, IPython.  Lines that use them run, and do nothing.

A picture earns no points, and its library is not in the sandbox; a cell that draws must not fail
for that, since it may also define what is asked for.
"""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

SHOWING = {"IPython", "google", "ipywidgets", "matplotlib", "mpl_toolkits", "plotly", "seaborn"}
SILENT_ROOMS = {f"nnlib.course.{room}" for room in ("doctor", "plots", "symbolic", "widgets")}


class Silent:
    """Takes whatever is asked of it: any attribute, call, index or arithmetic gives it again."""

    def __getattr__(self, name):
        if name.startswith("__"):  # what Python itself asks for is not there
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **named):
        # A decorator, such as @interact or @output.capture(), leaves its function as it was.
        only = arguments[0] if len(arguments) == 1 and not named else None
        return only if callable(only) and not isinstance(only, Silent) else self

    def __iter__(self):
        return iter([self] * _wanted(sys._getframe(1)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __setitem__(self, key, value): ...

    def __bool__(self):
        return False

    def __len__(self):
        return 0

    def __repr__(self):
        return ""

    def _again(self, *_):
        return self

    __getitem__ = __add__ = __radd__ = __iadd__ = __sub__ = __mul__ = __or__ = __and__ = _again


UNPACK = {"UNPACK_SEQUENCE", "UNPACK_EX"}


def _wanted(frame):
    """How many things `fig, ax = …` takes apart in this frame; 0 for a loop, which then ends."""
    import dis

    code = frame.f_code.co_code
    name, wanted = dis.opname[code[frame.f_lasti]], code[frame.f_lasti + 1]
    return wanted if name in UNPACK else 0


class SilentModule(ModuleType):
    """A module that has whatever is looked up in it."""

    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Silent()

    def __call__(self, *arguments, **named):
        return Silent()(*arguments, **named)


class Finder:
    """Finds silent modules for the libraries that only show."""

    def find_spec(self, name, path=None, target=None):  # noqa: ARG002
        if name.split(".")[0] in SHOWING or ".".join(name.split(".")[:3]) in SILENT_ROOMS:
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return SilentModule(spec.name)

    def exec_module(self, module): ...


def tqdm(things=(), *_, **__):
    """The things themselves, without a bar."""
    return things


def stand_in():
    """Let the libraries that only show be found, as stand-ins."""
    sys.meta_path.insert(0, Finder())
    sys.modules["nnlib"].checks = SilentModule("nnlib.checks")  # it speaks to the student
    for name in ("tqdm", "tqdm.auto", "tqdm.notebook"):
        module = SilentModule(name)
        module.tqdm, module.trange = tqdm, lambda *a, **_: range(*a)
        sys.modules[name] = module
