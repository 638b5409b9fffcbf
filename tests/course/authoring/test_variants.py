"""Variants: each student's numbers, what follows from them, and who has asked whom."""

import ast
import json
import math
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from nnlib.course.__main__ import main
from nnlib.course.authoring.handout import handed_out
from nnlib.course.authoring.source import Source, SpecError, text_id
from nnlib.course.authoring.variants import (
    askers,
    code_of,
    drawn_numbers,
    handed_to,
    varied,
)
from nnlib.course.checks import keys
from nnlib.course.checks.judging import verdict_on
from nnlib.course.checks.ordering import Order
from nnlib.course.checks.session import Session

COURSE = Path(__file__).parents[3]
SETS = {folder.name[:2]: Source(folder) for folder in (COURSE / "solutions").iterdir()}
LINE, CHAIN, SHAPES = SETS["01"], SETS["05"], SETS["08"]
CLASS = [f"s{number:03d}" for number in range(1, 41)]
SECRET = "quiet harbour"


def code_for(student, source):
    return code_of(SECRET, source.name, student)


def variant_of(student, source):
    return varied(source, code_for(student, source))


def text_of(variant, id):
    return next(cell.source for cell in variant.notebook.cells if cell.id == text_id(id))


def given_by(variant, name):
    """What a name of the given cells holds, read from their source."""
    for node in ast.walk(ast.parse("\n".join(variant.given))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{name} is given nowhere")


def pairs_given_by(variant, name):
    """The entries of a given list, as they are written."""
    source = "\n".join(variant.given)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return [ast.get_source_segment(source, entry) for entry in node.value.elts]
    raise AssertionError(f"{name} is given nowhere")


# What is right, worked out from what the student reads, and from nothing else.
def residuals(variant):
    w, b = map(
        float, re.search(r"w = ([-\d.]+)\$.*b = ([-\d.]+)\$", text_of(variant, "1.1")).groups()
    )
    return f"residuals = {[[b + w * x - t] for x, t in ((0, 1), (1, 3), (2, 2), (3, 5))]}"


def chain(variant):
    found = re.search(r"u = (\d+)x - (\d+)\$.*x = (\d+)\$", text_of(variant, "5.1"))
    p, q, x = map(Fraction, found.groups())
    u = p * x - q
    slopes = [p, 2 * u, -1 / u**4, -2 * p / u**3]
    return f"slopes = {[float(slope) for slope in slopes]}"


def paths(variant):
    m, n = map(int, re.search(r"u = y\^(\d).*v\^(\d)", text_of(variant, "5.3")).groups())
    u, v = f"{m} * y ** {m - 1} * sympy.cos(y) ** {n}", f"{n} * y ** {m} * sympy.cos(y) ** {n - 1}"
    return f"paths = [{u}, -{v} * sympy.sin(y), {u} - {v} * sympy.sin(y)]"


def shapes(variant):
    found = re.search(
        r"widths (\d+), (\d+) and (\d+), and a batch of (\d+)", text_of(variant, "8.1")
    )
    n0, n1, n2, m = map(int, found.groups())
    arrays = (np.zeros((m, n1)), np.zeros((n1, n2)), np.zeros((m, n0)) @ np.zeros((n0, n2)))
    return f"shapes = {[*(a.shape for a in arrays), (m, n1), (n0, n1), (n2,)]}"


def secant(variant):
    p, q = map(int, re.search(r"\(x\^2 \+ (\d+)\)\\,\((\d+) -", text_of(variant, "2.1")).groups())
    f = f"(lambda x: {q} * x**2 - x + {p * q} - {p} / x)"
    return f"slopes = [({f}(x + h) - {f}(x)) / h, 2 * {q} * x - 1 + {p} / x**2]"


def bean_slopes(variant):
    beans = given_by(variant, "beans")
    each = [f"(b + w * {x} - {t})" for x, t in beans]
    in_w = " + ".join(f"{x} * {r}" for (x, _), r in zip(beans, each, strict=True))
    return f"slopes = [({in_w}) / 3, ({' + '.join(each)}) / 3]"


def claims(variant):
    def holds(pair):
        f, claim = eval(pair, {"np": np, "nn": __import__("nnlib")})
        return all(
            math.isclose((f(x + 1e-4) - f(x - 1e-4)) / 2e-4, claim(x), rel_tol=1e-5)
            for x in (-2.1, 0.7, 3.3)
        )

    return f"is_right = {[holds(pair) for pair in pairs_given_by(variant, 'CLAIMS')]}"


def guesses(variant):
    """A sum of eight, the largest and a median are wrong; a mean and single samples are right."""
    wrong = ("sum(axis=0)", "argmax", "median")
    written = pairs_given_by(variant, "ESTIMATES")
    return f"is_right = {[not any(word in guess for word in wrong) for guess in written]}"


def reports(variant):
    """What tapes A to E did, in the words of the list, whose numbers are the reader's."""
    done = "too soon", "in place", "not on the tape", "is left out", "takes the place"
    (text,) = (cell.source for cell in variant.notebook.cells if cell.id == "slips-15-1")
    lines = re.findall(r"^(\d)\. (.*)$", text, re.M)
    return f"slips = {[int(number) for one in done for number, line in lines if one in line]}"


ORACLES = {
    "1.1": residuals, "2.1": secant, "2.4": claims, "3.1": bean_slopes, "4.9": guesses,
    "5.1": chain, "5.3": paths, "8.1": shapes, "15.1": reports,
}  # fmt: skip


def source_of(id):
    return SETS[id.partition(".")[0].zfill(2)]


def test_every_question_with_an_answer_that_can_be_copied_varies():
    asked = {
        one.task.id
        for source in SETS.values()
        for one in source.exercises
        if not (one.task.probe.runs or isinstance(one.task.probe, Order))  # a proof has no numbers
    }
    assert asked == {*ORACLES}


@pytest.mark.parametrize("student", CLASS[:3])
@pytest.mark.parametrize("id", ORACLES)
def test_what_follows_from_the_text_is_right(id, student):
    variant = variant_of(student, source_of(id))
    exercise, code = variant.exercise(id), ORACLES[id](variant)
    key = exercise.key(7, misconceptions=())
    assert verdict_on(key, exercise.namespace(code)).right, code


@pytest.mark.parametrize("id", sorted(set(ORACLES) - {"2.4", "4.9"}))
def test_what_is_right_for_one_is_wrong_for_another_and_named(id):
    source = source_of(id)
    published = source.exercise(id)
    one = variant_of("s001", source)
    numbers = drawn_numbers(published.task, one.code)
    neighbour = next(
        student
        for student in CLASS
        if drawn_numbers(published.task, code_for(student, source)) != numbers
    )
    other, copied = variant_of(neighbour, source), ORACLES[id](one)
    exercise = other.exercise(id)
    key = exercise.key(7, misconceptions=())
    assert verdict_on(key, exercise.namespace(ORACLES[id](other))).right
    assert not verdict_on(key, exercise.namespace(copied)).right
    replies = exercise.replies(copied, exercise.inputs(7))
    codes = [code_for(student, source) for student in CLASS]
    found = askers(exercise, 7, replies, [*codes, None])
    assert one.code in found
    assert other.code not in found
    assert None not in found
    replies = exercise.replies(ORACLES[id](source), exercise.inputs(7))
    assert None in askers(exercise, 7, replies, [*codes, None])


def test_of_yes_and_no_nobody_is_named():
    variant = variant_of("s001", SETS["02"])
    replies = [{"is_right": np.array([1.0, 0, 0, 0, 1, 1])}]
    codes = [code_for(student, SETS["02"]) for student in CLASS]
    assert askers(variant.exercise("2.4"), 7, replies, codes) == []


@pytest.mark.parametrize("id", ORACLES)
def test_a_class_is_asked_with_many_numbers_and_never_with_the_published_ones(id):
    source = source_of(id)
    task = source.exercise(id).task
    drawn = [drawn_numbers(task, code_for(student, source)) for student in CLASS]
    assert len({tuple(one.values()) for one in drawn}) > 8
    assert task.variants.printed not in drawn


@pytest.mark.parametrize("id", ["1.1", "3.1", "5.1", "8.1"])
def test_what_is_published_is_right_for_nobody(id):
    source = source_of(id)
    codes = [code_for(f"s{number:03d}", source) for number in range(120)]
    published = source.exercise(id)
    replies = published.replies(published.reference, published.inputs(7))
    assert askers(published, 7, replies, codes) == []


def test_tasks_that_ask_for_functions_are_the_same_for_all():
    variant = variant_of("s001", CHAIN)
    for one, other in zip(variant.exercises, CHAIN.exercises, strict=True):
        if one.task.probe.runs:
            assert (one.task, one.reference) == (other.task, other.reference)


def test_hints_and_messages_speak_of_the_student_s_numbers():
    variant = variant_of("s001", CHAIN)
    numbers = drawn_numbers(CHAIN.exercise("5.1").task, variant.code)
    exercise = variant.exercise("5.1")
    assert f"if x is {numbers['x']}?" in exercise.task.hints[0]
    slip = next(m for m in exercise.task.misconceptions if m.name == "one step too early")
    verdict = exercise.verdict(exercise.mistaken(slip))
    assert verdict.misconception == slip.name
    assert f"−1/{numbers['v']}:" in verdict.message


@pytest.fixture(scope="module")
def sheet():
    """What is published with set 05, without its solutions."""
    path = COURSE / "exercises" / CHAIN.name / f"{CHAIN.name}.checks"
    return replace(keys.read_sheet(path), solutions=False)


def written(tmp_path, capsys, *arguments):
    secret = tmp_path / "term.key"
    out = tmp_path / "handout"
    line = ["variants", "01", "05", "--secret", f"{secret}", "--out", f"{out}", *arguments]
    assert main(line) == 0
    return secret, out, capsys.readouterr().out


def test_a_handout_is_made_and_made_again(tmp_path, capsys):
    roster = tmp_path / "ids.txt"
    roster.write_text("s001, a comment\n\ns002\n")
    secret, out, said = written(tmp_path, capsys, "--roster", f"{roster}")
    assert "Keep it" in said
    made = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*")}
    assert len(made) == 2 * 2 * 2
    assert secret.stat().st_mode & 0o077 == 0
    _, _, said = written(tmp_path, capsys, "--student", "s002")
    assert not said
    assert made == {
        path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*")
    }
    notebook = json.loads(made[f"s002/{CHAIN.name}/{CHAIN.name}.ipynb"])
    code = code_of(secret.read_text().strip(), CHAIN.name, "s002")
    assert handed_to(notebook) == code
    assert main(["variants", "05", "--secret", f"{secret}", "--student", "s002"]) == 0
    by_secret = capsys.readouterr().out
    assert main(["variants", "05", "--code", code]) == 0
    by_code = capsys.readouterr().out
    assert by_secret.splitlines()[1:] == by_code.splitlines()[1:]
    question = next(c for c in notebook["cells"] if c["id"] == "text-5-1")
    assert "".join(question["source"]) in by_code


def test_a_handout_holds_no_solution_and_no_way_out_of_the_course(tmp_path, sheet):
    files = handed_out(variant_of("s001", CHAIN), sheet)
    notebook = files[f"{CHAIN.name}.ipynb"].decode()
    assert "SOLUTION" not in notebook
    assert "](../" not in notebook
    path = tmp_path / f"{CHAIN.name}.checks"
    path.write_bytes(files[path.name])
    assert not keys.read_sheet(path).solutions


@pytest.fixture
def opened(tmp_path, monkeypatch, sheet):
    """A session in the folder of a student's notebook, with names of theirs."""

    def session(names, **options):
        for name, made in handed_out(variant_of("s001", CHAIN), sheet, **options).items():
            (tmp_path / name).write_bytes(made)
        monkeypatch.chdir(tmp_path)
        return Session(CHAIN.name, names)

    return session


def names_after(code):
    names = {}
    exec(f"import sympy\ny = sympy.Symbol('y', real=True)\n{code}", names)
    return names


def test_the_student_s_check_knows_their_numbers(opened):
    assert opened(names_after(chain(variant_of("s001", CHAIN)))).check("5.1").right
    assert not opened(names_after(chain(CHAIN))).check("5.1").right


def test_a_sealed_check_knows_nothing(opened):
    session = opened(names_after(chain(variant_of("s001", CHAIN))), sealed=True)
    verdict = session.check("5.1")
    assert (verdict.kind, verdict.earned) == ("unavailable", 0)
    assert "when the set is graded" in verdict.message
    assert session.check("5.2").kind == "missing"
    assert session.keys["5.1"].cases == ()
    assert "Hint 1 of 3" in session.hint("5.1").head


def test_the_untouched_variant_is_not_attempted(opened):
    verdict = opened({"slopes": ...}).check("5.1")
    assert verdict.kind == "untouched"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Which numbers?"),
        (["--secret", "no.key", "--student", "s001"], "The secret no.key cannot be read"),
        (["--secret", "two.key", "--student", "s001"], "holds no secret"),
        (["--secret", "one.key"], "Whose numbers?"),
        (["--secret", "one.key", "--student", "../s001"], "'../s001' is no student's id"),
        (["--secret", "one.key", "--roster", "none.txt"], "The roster none.txt cannot be read"),
        (["--secret", "one.key", "--student", "s001", "770"], "There is no set 770"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("two.key").write_text("one\ntwo\n")
    Path("one.key").write_text("one\n")
    assert main(["variants", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_set_without_such_questions_is_its_own_variant():
    assert varied(SETS["09"], "81d4f9d587") is SETS["09"]
    assert varied(LINE, None) is LINE


def test_a_notebook_may_say_anything_about_itself():
    for about in (None, [], {}, {"nnlib": None}, {"nnlib": {"variant": 3}}, {"nnlib": ["variant"]}):
        assert handed_to({"metadata": about}) is None
    assert handed_to({}) is None


def test_a_patch_that_does_not_follow_is_told():
    variant = variant_of("s001", LINE)
    exercise = variant.exercise("1.1")
    with pytest.raises(SpecError, match="is there 0 times"):
        exercise.mistaken(LINE.exercise("1.2").task.misconceptions[0])
