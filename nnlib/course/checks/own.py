"""The learner's own network: the right answer to turn 9.d, kept as a module in their edition.

`keep` writes it, whole or not at all; a file that the learner has changed since comes to lie beside
it under another name.  `kept` reads it, and says why where it cannot be used.
"""

import linecache
from inspect import isclass
from types import ModuleType
from zlib import crc32

from ..folders import FOLDER, SHIPPED, course_folder, edition_folder, user_folder
from .cells import globals_of
from .judging import verdict_on
from .progress import written
from .running import TimeIsUp, time_limit, words_of

HEAD = "# Written by check({!r}), which found it right.  What you change here is not lost."
SIGNATURE = "# Fingerprint"


def homes(name):
    """Where the file may lie: in the edition around the notebook, the course's, and the user's."""
    above = [one for one in (course_folder(), user_folder()) if one not in (None, SHIPPED)]
    folders = [edition_folder(), *(one / FOLDER for one in above)]
    return list(dict.fromkeys(folder / name for folder in folders if folder))


def keep(key, namespace):
    """Keep the cells of a right answer as a module; a sentence for the learner."""
    name = key.probe.keep
    body = f"import numpy as np\n\n\n{source_of(namespace, key.probe.names)}"
    if why := fault(module(name, body), key):
        return f"It is not kept as {name}, where it has to stand alone: {why}"
    text = "\n".join([HEAD.format(key.id), f"{SIGNATURE} {crc32(body.encode())}", "", body])
    for place in homes(name):
        before = _read(place)
        if before == text:
            return f"Your network is in {name}."
        try:
            aside = _set_aside(place) if before is not None and not _as_written(before) else ""
        except OSError:
            continue
        if written(place, text):
            also = f" The one that you had changed is now {aside}." if aside else ""
            return f"Your network is kept in {name}.{also}"
    return f"Your network cannot be kept: there is no folder here to write {name} in."


def kept(key):
    """(module or None, why there is none) of the file that lies in the first of its places."""
    name = key.probe.keep
    texts = (_read(place) for place in homes(name))
    text = next((one for one in texts if one is not None), None)
    if text is None:
        return None, f"there is no {name} of yours yet"
    made = module(name, text)
    why = fault(made, key)
    return (None, f"your {name} does not pass its check: {why}") if why else (made, "")


def module(name, text):
    """A module made of a text, or the words of the exception that it stops with."""
    made, file = ModuleType(name.removesuffix(".py")), f"<{name}>"
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    try:
        with time_limit():
            exec(compile(text, file, "exec"), vars(made))
    except KeyboardInterrupt:
        raise
    except (Exception, SystemExit, TimeIsUp) as error:  # noqa: BLE001  a learner's own file
        return words_of(error)
    return made


def fault(made, key):
    """Why a module does not answer the key, or ''."""
    if isinstance(made, str):
        return made
    verdict = verdict_on(key, vars(made))
    words = verdict.message.split("\n")[0].replace("of your cell", f"of {key.probe.keep}")
    return "" if verdict.right else words


def source_of(namespace, names):
    """The cells in which these functions stand and those that they call, as IPython keeps them.

    What is called comes before what calls it.
    """
    files, seen = {}, set()

    def visit(name):
        if name in seen:
            return
        seen.add(name)
        for code in codes_of(namespace.get(name), namespace):
            for called in globals_of(code):
                visit(called)
            files.setdefault(code.co_filename)

    for name in names:
        visit(name)
    return "\n\n".join("".join(linecache.getlines(file)).strip() + "\n" for file in files)


def codes_of(thing, namespace):
    """The codes of a function or a class of the notebook's own."""
    members = vars(thing).values() if isclass(thing) else [thing]
    return [one.__code__ for one in members if getattr(one, "__globals__", None) is namespace]


def _read(place):
    try:
        return place.read_text("utf-8")
    except OSError:
        return None
    except ValueError:
        return f"raise ValueError('{place.name} is no text in UTF-8')"


def _as_written(text):
    """True for a text that is as `keep` wrote it."""
    _, _, rest = text.partition(f"{SIGNATURE} ")
    number, _, body = rest.partition("\n\n")
    return number == f"{crc32(body.encode())}"


def _set_aside(place):
    """Give a file the first free name beside it, and return that."""
    names = (f"{place.stem}.yours-{number}{place.suffix}" for number in range(1, 1000))
    aside = next(place.with_name(n) for n in names if not place.with_name(n).exists())
    place.replace(aside)
    return aside.name
