import pytest

from nnlib.course.editions.slides.deck import Deck
from nnlib.course.lessons.conventions import Lesson
from nnlib.course.lessons.write import find_lessons

PATHS = find_lessons([])


@pytest.fixture(scope="module", params=PATHS, ids=[path.stem for path in PATHS])
def deck(request):
    """The deck of each lesson, with its stored figures: nothing is run."""
    return Deck(Lesson.read(request.param))
