"""Names that have changed: an old lesson or task is found under its new one.

A name that has moved is never given again, or one task's progress would go to the other.
"""

# A lesson or set: "old_name": "NN_new_name".  A single task: "old_name/7.4": "NN_new_name/10.1".
RENAMED = {
    "07_two_layers_by_hand/7.4": "10_what_width_buys/10.1",
    "02_two_roads_to_the_best_line": "03_two_roads_to_the_best_line",
    "03_descent_in_practice": "04_descent_in_batches",
    "03_descent_in_practice/3.3": "13_faster_and_fitter/13.1",
    "03_descent_in_practice/3.4": "13_faster_and_fitter/13.2",
    "03_descent_in_practice/3.5": "13_faster_and_fitter/13.3",
    "04_derivatives_three_ways": "02_slopes_three_ways",
}

# A lesson's number in an id, of digits or a letter; the ids of cells have it small.
LESSON_NUMBER = r"(?:\d+|[A-Z])"
LESSON_NUMBER_IN_CELLS = r"(?:\d+|[a-z])"


def number_in_name(name):
    """A lesson's number as its file writes it.

    >>> number_in_name("07_two_layers_by_hand"), number_in_name("A_reading_the_literature")
    ('07', 'A')
    """
    return name.split("_")[0]


def number_in_ids(name):
    """A lesson's number as its ids write it.

    >>> number_in_ids("07_two_layers_by_hand"), number_in_ids("A_reading_the_literature")
    ('7', 'A')
    """
    return number_in_name(name).lstrip("0") or "0"


def current(name, renamed=None):
    """Today's name of a lesson, or of a task, "lesson/id"; the lesson's number in an id follows it.

    >>> current("02_roads/2.1", {"02_roads": "03_two_roads"})
    '03_two_roads/3.1'
    """
    renamed = RENAMED if renamed is None else renamed
    if name in renamed:
        return current(renamed[name], renamed)
    lesson, slash, task = name.partition("/")
    if lesson not in renamed:
        return name
    number, dot, rest = task.partition(".")
    if number == number_in_ids(lesson):
        number = number_in_ids(renamed[lesson])
    return current(renamed[lesson] + slash + number + dot + rest, renamed)
