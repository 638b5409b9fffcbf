"""What a task forbids is taken away while the notebook runs for it; a use of it says so."""

import sys
from types import ModuleType

from .silent import SILENT_ROOMS, Silent

STAY = {room.rpartition(".")[2] for room in SILENT_ROOMS} | {"checks"}  # what shows answers nothing


class Taken(ModuleType):
    """Stands for a module, a class or a function that the task forbids, and for all parts of it."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Silent() if name in STAY else Taken(f"{self.__name__}.{name}")

    def __call__(self, *_, **__):
        raise NameError(
            f"`{self.__name__}` is not there: this task is to be done without it, so it was taken "
            "away."
        )


def take_away(rules, namespace):
    """Put a Taken in place of whatever the rules name, in nnlib and in a namespace."""
    for rule in rules:
        if rule == "loop":
            continue
        things = [_found(rule)]
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] != "nnlib" or name.startswith("nnlib.course"):
                continue
            if name == rule or name.startswith(f"{rule}."):
                things += [module, *_made_in(module)]
                sys.modules[name] = Taken(name)
            else:
                _replace(vars(module), things, rule)
        _replace(namespace, things, rule)


def _found(rule):
    """What a dotted name stands for."""
    first, *path = rule.split(".")
    thing = sys.modules.get(first)
    for name in path:
        thing = getattr(thing, name, None)
    return thing


def _made_in(module):
    """The functions, classes and records of a module."""
    return [
        thing
        for name, thing in vars(module).items()
        if not name.startswith("__")
        and (getattr(thing, "__module__", None) or type(thing).__module__).startswith("nnlib")
    ]


def _replace(names, things, rule):
    for name, value in list(names.items()):
        if any(value is thing for thing in things if thing is not None):
            names[name] = Taken(rule if not isinstance(value, ModuleType) else value.__name__)
