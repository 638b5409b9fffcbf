"""The self-test of lesson 00: questions, a score by topic, and where to refresh."""

from dataclasses import dataclass
from html import escape

from ...drawing import svg
from ...drawing.style import GREEN, GREY, SKY, VERMILLION
from ..stage.bar import Choice
from ..stage.scene import Scene, escape_markdown
from ..stage.shell import Shell


@dataclass(frozen=True)
class Question:
    """A question, its choices, the index of the right one, its topic, where to refresh it, and why.

    `reason` is what the reader is told beside the right answer, after the last one is given.
    """

    text: str
    choices: tuple
    right: int
    topic: str
    refresh: str
    link: str = ""
    reason: str = ""


class SelfTest(Scene):
    """The frame is the tuple of chosen indices, None where a question is still open."""

    name, title = "self-test", "self-test"

    def __init__(self, questions, big, advise):
        self.questions, self.big, self.advise = tuple(questions), big, advise
        for i, question in enumerate(self.questions, start=1):
            if not 0 <= question.right < len(question.choices):
                raise ValueError(
                    f"take_self_test: question {i} has {len(question.choices)} choices, so right "
                    f"must lie in 0 … {len(question.choices) - 1}, but it is {question.right!r}."
                )
        self.choices = tuple(
            Choice(
                f"q{i}", f"{i}. {q.text}", (None, *range(len(q.choices))), None, "radio",
                ("not answered yet", *q.choices),
            )
            for i, q in enumerate(self.questions, start=1)
        )  # fmt: skip
        super().__init__()

    def first(self):
        return tuple(self.settings[choice.name] for choice in self.choices)

    def text(self, chosen):
        n, answered = len(chosen), sum(answer is not None for answer in chosen)
        if not n:
            return "Self-test: there is nothing to ask yet."
        if answered < n:
            return f"Self-test: {answered} of {n} questions answered."
        return f"Self-test: {sum(self._verdicts(chosen))} of {n} answers are right."

    def _verdicts(self, chosen):
        return [
            answer == question.right
            for answer, question in zip(chosen, self.questions, strict=True)
        ]

    def remark(self, chosen):
        coming = " The score comes after the last answer." if None in chosen else ""
        return self.text(chosen) + coming

    def below(self, chosen):
        """After the last answer: what is right and why, and the score of each topic."""
        if None in chosen or not chosen:
            return ""
        told = zip(self.choices, self.questions, self._verdicts(chosen), strict=True)
        return "".join(_told(*one) for one in told) + self._score(chosen)

    def _score(self, chosen):
        """The score of each topic, where to refresh each one with a wrong answer, and advice."""
        topics, missed = {}, []
        for right, question in zip(self._verdicts(chosen), self.questions, strict=True):
            topics.setdefault(question.topic, []).append((right, question))
        rows = []
        for topic, answers in topics.items():
            wrong = [question for right, question in answers if not right]
            missed += [topic] * bool(wrong)
            advice = "; ".join(dict.fromkeys(map(_where, wrong))) or "nothing to refresh"
            score = f"{len(answers) - len(wrong)} of {len(answers)}"
            cells = f"<td>{score}</td><td>{advice}</td>"
            rows.append(f'<tr><th scope="row">{escape(topic)}</th>{cells}</tr>')
        heads = "".join(f'<th scope="col">{word}</th>' for word in ("topic", "right", "refresh"))
        advice = escape(self.advise(missed)) if self.advise else ""
        return (
            '<table class="nn-readout" data-name="score"><caption>score by topic</caption>'
            f"<thead><tr>{heads}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>"
            f'<p class="nn-remark" data-name="advice">{advice}</p>'
        )

    def draw(self, chosen):
        """One box a question: empty, answered, and in the end right or wrong by sign and colour."""
        size = 22 if self.big else 14
        side, done, shapes = 3 * size, None not in chosen, []
        for i, (answer, right) in enumerate(zip(chosen, self._verdicts(chosen), strict=True)):
            colour, sign = ("white", "") if answer is None else (SKY, "")
            if done:
                colour, sign = (GREEN, " ✓") if right else (VERMILLION, " ✗")
            x, y = size / 2 + i * 1.15 * side, size / 2
            shapes.append(svg.rect(x, y, side, side, fill=colour, fill_opacity=0.45, stroke=GREY))
            middle = x + side / 2, y + side / 2 + 0.35 * size
            shapes.append(svg.text(f"{i + 1}{sign}", *middle, size, "middle"))
        return svg.picture(max(10, len(chosen)) * 1.15 * side + size, side + size, *shapes)

    def listing(self):
        """The questions as a list, for readers without a kernel; the answers are not in it."""
        lines = []
        for i, question in enumerate(self.questions, start=1):
            lines += [f"{i}. {escape_markdown(question.text)}"]
            lines += [f"    - {escape_markdown(choice)}" for choice in question.choices]
        return "\n".join(lines)


def _told(choice, question, right):
    """✓ or ✗ beside the question, with its right answer and the reason."""
    answer = question.choices[question.right]
    words = "✓ Right." if right else f"✗ The right answer is {answer}."
    reason = getattr(question, "reason", "")  # a question of an exercise sheet has none
    way = "right" if right else "wrong"
    told = f"<strong>{escape(words)}</strong> {escape(reason)}"
    return f'<p class="nn-{way}" data-beside="{choice.name}">{told}</p>'


def _where(question):
    words = escape(question.refresh)
    return f'<a href="{escape(question.link)}">{words}</a>' if question.link else words


def take_self_test(questions, big=False, controls="bar", advise=None):
    """Ask all questions; after the last answer, show what is right and why, and where to refresh.

    Each question is a Question(text, choices, right, topic, refresh, link="", reason="").
    `advise` makes a sentence of the topics that were missed.  Make it the last expression of a
    cell: it shows itself.
    """
    return Shell(SelfTest(questions, big, advise), controls=controls)
