"""fool_digit in JupyterLab: a digit is drawn by mouse, and its squares moved by the slider."""

import pytest
from stepper import Stepper
from test_harness import notebook
from test_pad import DRAWINGS, clear, drag

TRAIN = """\
import numpy as np, nnlib as nn
from nnlib import widgets
rng = np.random.default_rng(0)
X, y, *_ = nn.data.split(*nn.data.digits(), rng)
net = nn.init([64, 32, 10], [nn.activations.relu, nn.activations.identity], rng)
loss = nn.losses.cross_entropy
_ = nn.fit(net, X, y, loss, nn.Adam(0.005), epochs=60, batch_size=32, rng=rng)"""


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(train=TRAIN, attack="widgets.fool_digit(net)")).run_all()


def test_a_drawn_digit_is_fooled_by_the_slopes_and_not_by_dice(page):
    attack = Stepper(page, page.output("attack").locator("[data-stepper]"))
    drag(clear(attack), DRAWINGS[2]["strokes"])
    assert attack.read("player.frame.read") == 2
    remark = attack.root.locator('[data-name="remark"]')
    levels = attack.root.locator('[data-choice="levels"]')
    for _ in range(5):
        levels.press("ArrowRight")
    remark.get_by_text("the network read 2 before and now reads").wait_for()
    attack.lab.shot("attack-slopes", attack.root)
    attack.click("Roll the dice")
    attack.root.get_by_text("The slopes decide at present").wait_for()
    attack.root.get_by_label("by dice").check()
    attack.until("f.ariaLabel.includes('by dice')")
    before = attack.read("player.frame.counts.tolist()")
    attack.click("Roll the dice")
    attack.until("f.ariaLabel.includes('by dice')")
    assert attack.read("player.frame.counts.tolist()") != before
    attack.lab.shot("attack-dice", attack.root)
    page.assert_clean()
