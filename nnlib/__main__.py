"""The course from the author's side.

python -m nnlib exercises build [--check] [NAME…]   generate exercises/ from solutions/
python -m nnlib exercises prove [NAME…]             prove that every check can pass and can fail
python -m nnlib formulas [ID…]                      the LaTeX to paste into a lesson, and its proof
"""

import argparse
import sys


def build(args):
    """Generate exercises/ from solutions/; with --check, fail if something is stale."""
    from .grading.build import build
    from .grading.source import sources

    stale = [path for one in sources(args.names) for path in build(one, args.check, args.solutions)]
    for path in stale:
        print("stale:" if args.check else "written:", path.name)
    return bool(stale) and args.check


def prove(args):
    """Run the proofs: references, misconceptions, mutants, leaks."""
    from .grading.prove import prove
    from .grading.source import sources

    faults = []
    for one in sources(args.names):
        found = prove(one)
        print(f"{one.name}: {len(found) or 'no'} fault{'s' * (len(found) != 1)}")
        for fault in found:
            print(f"  {fault}")
        faults += found
    return bool(faults)


def formulas(args):
    """Print the registered formulas as a lesson displays them, each with its proof."""
    from .symbolic import FORMULAS, show

    try:
        chosen = [show(identity) for identity in args.ids or FORMULAS]
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    faults = 0
    for formula in chosen:
        proof = formula.prove()
        faults += not proof
        print(formula._repr_latex_(), proof, sep="\n", end="\n\n")
    return bool(faults)


def main(argv=None):
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m nnlib",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    ledger = commands.add_parser("formulas", help="the ledger's formulas in LaTeX")
    ledger.add_argument("ids", nargs="*", help="ids such as C6; without, all")
    ledger.set_defaults(run=formulas)
    exercises = commands.add_parser("exercises", help="exercise sets")
    actions = exercises.add_subparsers(required=True)
    for action in (build, prove):
        about = action.__doc__
        command = actions.add_parser(action.__name__, help=about, description=about)
        command.add_argument("names", nargs="*", help="sets by name or number; without, all")
        command.set_defaults(run=action)
    command = actions.choices["build"]
    command.add_argument("--check", action="store_true", help="write nothing")
    kept = "keep the worked solutions back from the learner"
    command.add_argument("--no-solutions", dest="solutions", action="store_false", help=kept)
    args = parser.parse_args(argv)
    from .grading.source import SpecError

    try:
        return int(args.run(args))
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
