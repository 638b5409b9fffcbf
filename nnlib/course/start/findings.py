"""What a check found, and how it is told."""

from dataclasses import dataclass

GUIDE = "docs/if_something_goes_wrong.md"


@dataclass(frozen=True)
class Cause:
    """Why something fails: a sentence, what to do about it, and the guide's section on it."""

    why: str
    advice: str
    section: str

    def __str__(self):
        return f"{self.why}\n{self.advice}\nMore: {GUIDE}#{self.section}"


class CourseError(Exception):
    """Something that the learner must mend; its one argument is the Cause."""


@dataclass(frozen=True)
class Finding:
    """What one check found: `detail` is the evidence or the error, `advice` what to do about it."""

    what: str
    ok: bool
    detail: str
    advice: str
    section: str = ""


def findings_of(checks):
    """Yield a `Finding` for each check; a check that raises anything at all has failed.

    `checks` maps a function to what it shows, and the advice and the guide's section where it
    fails.  A CourseError brings advice of its own.
    """
    for check, (what, advice, section) in checks.items():
        try:
            yield Finding(what, True, check(), advice, section)
        except CourseError as error:
            cause = error.args[0]
            yield Finding(what, False, cause.why, cause.advice, cause.section)
        except Exception as error:  # noqa: BLE001  (whatever is wrong, the learner should hear it)
            yield Finding(what, False, f"{type(error).__name__}: {error}", advice, section)


def report(found, details):
    """Print the findings as they come, and how many failed; return that number."""
    failed = total = 0
    for finding in found:
        total += 1
        failed += not finding.ok
        print(f"{'ok' if finding.ok else 'NOT OK':8}{finding.what}", flush=True)
        if details or not finding.ok:
            print(f"        {finding.detail}")
        if not finding.ok:
            print(f"        What to do: {finding.advice}")
            print(f"        More: {GUIDE}#{finding.section}")
    print(f"\n{failed} of {total} checks failed." if failed else "\nEverything works.", flush=True)
    return failed
