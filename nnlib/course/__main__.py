"""The course's verbs, which `python3 course.py VERB` and `nnlib VERB` both run.

build [--check] [NAME…]   generate exercises/ from solutions/, and the answers of lessons' turns
prove [NAME…]             prove that every check can pass and can fail
write [--check] [NAME…]   run lessons and write their outputs in place
formulas [ID…]            the LaTeX to paste into a lesson, and its proof
minutes [NAME…]           how long lessons take, by the rule
routes [--check]          write routes, hours and lessons into README, lesson 00 and the openings
variants [SET…] …         hand out a set with numbers of its own for each student, or show them
collect ZIP --out SUBMISSIONS  take a class's notebooks out of what Canvas, Moodle, nbgrader gave
grade SUBMISSIONS --out FILE   grade a class in sandboxes; grade --help says more
rubric FILE --out RUBRIC       a table for points by hand
report FILE --out DIR          a page for each student, for the instructor, and for the next lecture
export FILE --lms … --out …    marks into the file that the LMS exported, or into a table
edition [--lab …]         make or update the learner's edition in work/; with --lab, open it
guide [--check]           write the tables of the instructor guide: the term, polls and sets
slides [NAME…]            make decks for lectures, as HTML and PDF, or open a lesson live
web [--pdf] [--check]     make the course into a website, and into one PDF
browser [--serve]         make the course into a website in which the lessons run
wheel [--to FOLDER]       the course as one file for pip
links REPOSITORY [--hub HUB]   the links that open the course on Binder, Codespaces, a JupyterHub
lab, test, doctor, setup  what course.py does itself

Where pip installed the course, `nnlib` has lab, edition, formulas and links; the others
need its repository.
"""

import argparse
import errno
import os
import signal
import subprocess
import sys
from importlib import import_module

from .files import CourseFileError, system_refusal
from .folders import ABOVE_NNLIB, COURSE, SHIPPED

# nbformat's validator takes a grammar of web addresses with it, which is compiled at each import
# and takes longer than most of these verbs; no notebook has a field for it to check.
sys.modules.setdefault("rfc3987_syntax", None)

FRONT_DOOR = ("lab", "test", "doctor", "setup")
INSTALLED = ("lab", "edition", "formulas", "links")  # what pip's course can do
MODULES = {  # the verbs with arguments of their own, each in a file with its `main`
    "browser": ".editions.browser.command",
    "collect": ".grading.collect",
    "edition": ".lessons.edition",
    "export": ".grading.export",
    "grade": ".grading.grade",
    "guide": ".editions.guide.command",
    "links": ".editions.links",
    "report": ".grading.report",
    "rubric": ".grading.rubric",
    "slides": ".editions.slides.command",
    "variants": ".authoring.handout",
    "web": ".editions.web.command",
    "wheel": ".editions.wheel",
    "write": ".lessons.write",
}


def sets_and_turns(names):
    """(sets, lessons with turns) of these names; a lesson may have turns before it has a set."""
    from .authoring.source import named, sources
    from .authoring.turns import all_turns

    turns, sets = all_turns(names), sources()
    alone = [one for one in turns if not named(one, [two.name for two in sets])]
    left = [name for name in names if not any(named(one, [name]) for one in alone)]
    return (sources(left) if left or not names else []), turns


def build(args):
    """Generate exercises/ from solutions/; with --check, fail if something is stale."""
    from .authoring.building import build_set
    from .authoring.turns import build_turns

    sets, turns = sets_and_turns(args.names)
    stale = [path for one in sets for path in build_set(one, args.check, args.solutions)]
    for one in turns:
        stale += build_turns(one, args.check, args.solutions)
    for path in stale:
        print("stale:" if args.check else "written:", path.name)
    return bool(stale) and args.check


def prove(args):
    """Run the proofs: references, misconceptions, mutants, leaks.  Counts go into docs/."""
    from .authoring.counting import PAGE, counted
    from .authoring.proofs import prove_set
    from .authoring.turns import prove_turns

    faults, (chosen, turns) = [], sets_and_turns(args.names)
    every = [(prove_set, one) for one in chosen] + [(prove_turns, one) for one in turns]
    for proves, one in every:
        found = proves(one)
        what = one.name + ", turns" * (proves is prove_turns)
        print(f"{what}: {len(found) or 'no'} fault{'s' * (len(found) != 1)}")
        for fault in found:
            print(f"  {fault}")
        faults += found
    if not args.names and (page := chosen[0].folder.parents[1] / PAGE).is_file():
        page.write_text(counted(page.read_text("utf-8"), chosen), "utf-8")
    return bool(faults)


def formulas(args):
    """Print the registered formulas as a lesson displays them, each with its proof."""
    from .symbolic import FORMULAS, show

    try:
        chosen = [show(identity) for identity in args.names or FORMULAS]
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    faults = 0
    for formula in chosen:
        proof = formula.prove()
        faults += not proof
        print(formula._repr_latex_(), proof, sep="\n", end="\n\n")
    return bool(faults)


def minutes(args):
    """Print the minutes that lessons take: words, cells and turns, by the rule of anatomy."""
    from .lessons.anatomy import minutes_of
    from .lessons.conventions import Lesson
    from .lessons.write import NOTEBOOKS, find_lessons

    lessons = find_lessons(args.names)
    if not lessons:
        print(f"There are no lessons in {NOTEBOOKS.name}/.")
    for path in lessons:
        print(f"{path.stem}: {minutes_of(Lesson.read(path))} minutes")
    return False


def routes(args):
    """Write the routes where they are read; with --check, fail if a page is stale."""
    from .routes import write_routes

    stale = write_routes(ABOVE_NNLIB, args.check)
    for path in stale:
        print("stale:" if args.check else "written:", path.name)
    return bool(stale) and args.check


def to_front_door(verb, arguments):
    """Hand over to course.py, which does these verbs also where nothing is installed yet."""
    door = ABOVE_NNLIB / "course.py"
    if not door.is_file():
        print(f"`nnlib {verb}` needs the course's folder; {door} is not there.", file=sys.stderr)
        return 2
    return subprocess.call([sys.executable, door, verb, *arguments])


VERBS = ((build, "sets"), (prove, "sets"), (formulas, "formulas"), (minutes, "lessons"))


def parser():
    """The verbs that run here, with their arguments."""
    whole = argparse.ArgumentParser(
        prog="course.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = whole.add_subparsers(required=True, metavar="VERB")
    for action, what in VERBS:
        about = action.__doc__
        verb = verbs.add_parser(action.__name__, help=about, description=about)
        verb.add_argument("names", nargs="*", help=f"{what} by name or number; without, all")
        verb.set_defaults(run=action)
    verb = verbs.add_parser("routes", help=routes.__doc__, description=routes.__doc__)
    verb.set_defaults(run=routes)
    for verb in (verbs.choices["routes"], verbs.choices["build"]):
        verb.add_argument("--check", action="store_true", help="write nothing")
    kept = "keep the worked solutions back from the learner"
    verb.add_argument("--no-solutions", dest="solutions", action="store_false", help=kept)
    return whole


def known():
    """Every verb."""
    return {*FRONT_DOOR, *MODULES, "routes", *(action.__name__ for action, _ in VERBS)}


ELSEWHERE = (
    "`nnlib {0}` needs the course's repository, and pip installed its lessons and exercises alone. "
    "Clone the repository, and run in it: python3 course.py {0}"
)


def main(argv=None):
    """The command; returns its exit code.  What stops it from outside is a sentence, or silence."""
    try:
        if hasattr(signal, "pthread_sigmask"):  # course.py keeps a Ctrl-C until it can be handled
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        code = run_verb(argv)
        if sys.stdout:
            sys.stdout.flush()
    except CourseFileError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except OSError as error:
        mute(sys.stdout)
        if error.errno == errno.EPIPE:  # as with `| head`, which has read enough
            return 141
        print(system_refusal(error), file=sys.stderr)
        return 1
    return code


def mute(stream):
    """Let what a stream still holds, and cannot get rid of, go nowhere."""
    try:
        if stream:
            stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def run_verb(argv):
    """Run a verb; returns its exit code."""
    verb, *rest = (sys.argv[1:] if argv is None else argv) or ["--help"]
    if COURSE == SHIPPED:
        if verb in known() and verb not in INSTALLED:
            print(ELSEWHERE.format(verb), file=sys.stderr)
            return 2
        if verb == "lab":
            verb, rest = "edition", ["--lab", *rest]
    if verb in FRONT_DOOR:
        return to_front_door(verb, rest)
    if verb in MODULES:
        return import_module(MODULES[verb], __package__).main(rest)
    args = parser().parse_args([verb, *rest])
    from .authoring.source import SpecError

    try:
        return int(args.run(args))
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
