"""Lesson 05's turns: a chain of three, the walk back by name, a neuron through three gates."""

from nnlib.course.authoring import Function, Misconception, Turn


def one_number(rng, name, low, high):
    return {name: float(rng.uniform(low, high) * rng.choice([-1, 1]))}


def neurons(rng):
    """Three awake neurons and a silent one, far from the kink; in two of them b decides."""
    w, x = (float(size) for size in rng.uniform(1.2, 2.9, size=2))
    beyond = w * x + float(rng.uniform(0.3, 0.9))
    return [
        {"w": 2.0, "x": 3.0, "b": -1.0},
        {"w": -w, "x": x, "b": beyond},
        {"w": w, "x": x, "b": -beyond},
        {"w": -w, "x": -x, "b": -w * x / 2},
    ]


CHAIN = Turn(
    id="5.a",
    title="A chain of three",
    formulas=("C3",),
    probe=Function("slope_of_log"),
    cases=lambda rng: [{"x": 2.0}, {"x": -1.5}, one_number(rng, "x", 0.3, 3)],
    hints=(
        "The slope of log u is 1/u, of 1 + u it is 1, of u² it is 2u.",
        "The logarithm is handed f2, the square is handed x.",
    ),
    misconceptions=(
        Misconception(
            "the last step alone",
            "1 / f2 * 1 * 2 * x",
            "1 / f2",
            "That is the slope of the logarithm in f2. A nudge of x has gone through two more "
            "steps by then.",
        ),
        Misconception(
            "logarithm taken at x",
            "1 / f2 * 1 * 2 * x",
            "1 / x * 1 * 2 * x",
            "You take the logarithm's slope at x; what arrives there is f2.",
        ),
        Misconception(
            "added",
            "1 / f2 * 1 * 2 * x",
            "1 / f2 + 1 + 2 * x",
            "You add the three slopes. The steps come one after another, so each multiplies what "
            "the one before has made of the nudge.",
        ),
        Misconception(
            "one added to the slope",
            "1 / f2 * 1 * 2 * x",
            "1 / f2 * (1 + 2 * x)",
            "Adding one moves the value and not the slope: its own slope is 1, as a factor.",
        ),
        Misconception(
            "slope upside down",
            "1 / f2",
            "f2",
            "Your first factor is f2 itself. The slope of the logarithm is 1 over what goes in.",
        ),
        Misconception(
            "logarithm taken at f3",
            "1 / f2",
            "1 / f3",
            "You take the logarithm's slope at f3, before one has been added.",
        ),
        Misconception(
            "square taken at its value",
            "2 * x",
            "2 * f3",
            "You take the square's slope at what comes out of it; what goes in is x.",
        ),
        Misconception(
            "the square's slope forgotten",
            "1 / f2 * 1 * 2 * x",
            "1 / f2 * x",
            "A factor 2 is missing: the slope of u² is 2u.",
        ),
    ),
    alternatives=("def slope_of_log(x):\n    return 2 * x / (1 + x**2)",),
    equivalents={"line 7: 1 / f2 * 1 → 1 / f2": "a factor 1 less"},
)

WALK = Turn(
    id="5.b",
    title="A walk back by name",
    formulas=("C6",),
    probe=Function("slope_of_f"),
    cases=lambda rng: [{"y": 1.5}, {"y": 2.5}, one_number(rng, "y", 0.4, 2)],
    hints=(
        "Times swaps: v_bar is f_bar times z, and z_bar is f_bar times v.",
        "x_bar is v_bar times the slope of x² in x.",
        "y gets a share over x, whose step is 2y, and one over z, whose step is sin y; they add.",
    ),
    misconceptions=(
        Misconception(
            "only over x",
            "x_bar * 2 + z_bar * np.cos(y)",
            "x_bar * 2",
            "What comes over x is right, and what comes over z is lost: y has two wires.",
        ),
        Misconception(
            "only over z",
            "x_bar * 2 + z_bar * np.cos(y)",
            "z_bar * np.cos(y)",
            "What comes over z is right, and what comes over x is lost: y has two wires.",
        ),
        Misconception(
            "paths multiplied",
            "x_bar * 2 + z_bar * np.cos(y)",
            "(x_bar * 2) * (z_bar * np.cos(y))",
            "You multiply what the two paths bring. Along a path you multiply; where paths meet, "
            "you add.",
        ),
        Misconception(
            "times does not swap",
            ("v_bar = f_bar * z", "z_bar = f_bar * v"),
            ("v_bar = f_bar * v", "z_bar = f_bar * z"),
            "Each parent of the product got its own value. The slope of v z in v is z.",
        ),
        Misconception(
            "value for the slope of the sine",
            "np.cos(y)",
            "np.sin(y)",
            "The share over z has the sine itself where the slope of the sine should be.",
        ),
        Misconception(
            "the 2 of x = 2y forgotten",
            "x_bar * 2 +",
            "x_bar +",
            "What comes over z is right, and what comes over x is half of it: is the square's "
            "slope taken at x, and does the share then pass the step x = 2y?",
        ),
        Misconception(
            "square's value for its slope",
            "v_bar * 2 * x",
            "v_bar * x**2",
            "x_bar has the square itself where the slope of the square should be.",
        ),
        Misconception(
            "x forgotten in the square's slope",
            "v_bar * 2 * x",
            "v_bar * 2",
            "What comes over z is right. Over x the slope of the square is 2 x, and not 2.",
        ),
        Misconception(
            "last steps forgotten",
            "x_bar * 2 + z_bar * np.cos(y)",
            "x_bar + z_bar",
            "You add the adjoints of x and z. Each has one more step to pass on its way to y.",
        ),
        Misconception(
            "minus for plus",
            "x_bar * 2 + z_bar",
            "x_bar * 2 - z_bar",
            "The two shares are subtracted: look at the sign of the sine's slope.",
        ),
    ),
    alternatives=(
        "def slope_of_f(y):\n    return 8 * y * np.sin(y) + 4 * y**2 * np.cos(y)",
        "def slope_of_f(y):\n"
        "    x, z = 2 * y, np.sin(y)\n"
        "    y_bar = 2 * x * z * 2\n"
        "    y_bar += x**2 * np.cos(y)\n"
        "    return y_bar",
    ),
    equivalents={
        "line 8: f_bar * z → z": "f_bar is 1",
        "line 9: f_bar * v → v": "f_bar is 1",
    },
)

GATES = Turn(
    id="5.c",
    title="A neuron through three gates",
    probe=Function("neuron_slopes", returns=("slope_w", "slope_x", "slope_b")),
    cases=neurons,
    hints=(
        "Below 0 the max takes the 0, and nothing reaches the sum.",
        "Above 0 the adjoint of the sum is 1; plus hands a copy to b and one to the product.",
        "The product hands its adjoint times x to w, and times w to x.",
    ),
    misconceptions=(
        Misconception(
            "times does not swap",
            "z_bar * x, z_bar * w",
            "z_bar * w, z_bar * x",
            "Each of w and x got its own value. The slope of w x in w is x.",
        ),
        Misconception(
            "max lets everything through",
            "1.0 if w * x + b > 0 else 0.0",
            "1.0",
            "Where the sum is above 0 you are right. Below 0 the max takes the 0: no nudge of w, "
            "x or b reaches a.",
        ),
        Misconception(
            "max hands on the value",
            "1.0 if w * x + b > 0 else 0.0",
            "max(w * x + b, 0.0)",
            "You hand the value a itself back through the max. It routes the adjoint, which is 1.",
        ),
        Misconception(
            "b gets its own value",
            "z_bar * w, z_bar\n",
            "z_bar * w, z_bar * b\n",
            "The slope in b has the factor b. Plus copies: its local slope is 1, whatever b is.",
        ),
        Misconception(
            "b forgotten in the sum",
            "w * x + b > 0",
            "w * x > 0",
            "The max compares w x + b with 0; you left out b.",
        ),
        Misconception(
            "silent below, and turned round",
            "> 0 else",
            "< 0 else",
            "You are silent where the neuron is awake: the max takes the sum where it is above 0.",
        ),
        Misconception(
            "plus shares out",
            "1.0 if",
            "0.5 if",
            "Everything is half as large as it should be: plus does not share the adjoint out, it "
            "gives each parent a copy.",
        ),
    ),
    alternatives=(
        "def neuron_slopes(w, x, b):\n"
        "    if w * x + b <= 0:\n"
        "        return 0.0, 0.0, 0.0\n"
        "    return x, w, 1.0",
        "def neuron_slopes(w, x, b):\n"
        "    awake = w * x + b > 0\n"
        "    return awake * x, awake * w, awake * 1.0",
    ),
    equivalents={
        "answer slope_b without its sign": "it is 0 or 1",
        "line 5: w * x + b > 0 → w * x + b >= 0": "no case sits on the kink",
    },
)

TURNS = (CHAIN, WALK, GATES)
