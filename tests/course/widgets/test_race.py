import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets


def test_the_batch_runner_is_plain_descent_and_the_others_see_their_batches(data):
    X, y = data
    shell = widgets.race_optimizers(X, y, eta=0.1, batch_size=5, seed=4)
    m = len(X)
    dealt = list(nn.minibatches(X, y, 5, np.random.default_rng((4, 0))))
    after = shell.player.recording[1]
    runners = dict(zip(shell.scene.names, after.runners, strict=True))
    start = nn.init([1, 1], [nn.activations.identity], np.random.default_rng(0))
    start.theta[:] = -1.0, 2.0

    def one_step(X, y, optimizer):
        net = start.copy()
        optimizer.step(net, nn.backward(net, nn.forward(net, X), y, nn.losses.squared_error))
        return net.theta

    assert runners["batch"].net.theta == pytest.approx(one_step(X, y, nn.SGD(0.1)))
    assert np.array_equal(runners["mini-batch"].net.theta, one_step(*dealt[0], nn.SGD(0.1)))
    assert np.array_equal(runners["Adam"].net.theta, one_step(*dealt[0], nn.Adam(0.1)))
    one_epoch = shell.player.recording[m]
    assert [q.difference for q in shell.scene.readout(one_epoch)][:2] == [f"{m}", "1"]
    shell.close()


def test_frames_stay_as_they_were_when_the_race_goes_on(data, click):
    shell = widgets.race_optimizers(*data)
    click(shell, "last")
    recording = shell.player.recording
    for k in (0, 7, 30):
        again = shell.scene.advance(recording[k])
        for runner, expected in zip(again.runners, recording[k + 1].runners, strict=True):
            assert np.array_equal(runner.net.theta, expected.net.theta), (k, runner.name)
    shell.close()


def test_a_change_of_rate_or_seed_starts_again(data, click, choose):
    shell = widgets.race_optimizers(*data)
    click(shell, "last")
    choose(shell, "seed", 7)
    assert shell.player.index == 0 and len(shell.player.recording) == 1
    click(shell, "step")
    choose(shell, "eta", 10)
    assert shell.player.index == 0
    assert shell.player.frame.runners[0].optimizer.eta == shell.scene.choices[0].values[10]
    shell.close()


def test_a_runner_that_diverges_is_out_and_the_others_go_on(data, click):
    shell = widgets.race_optimizers(*data, eta=2.0)
    click(shell, "last")
    assert shell.player.index == 200
    assert "diverged: batch" in shell.scene.remark(shell.player.frame)
    assert "Adam" not in shell.scene.remark(shell.player.frame)
    shell.close()


def test_an_unknown_runner_is_refused(data):
    with pytest.raises(ValueError, match="no runner called 'newton'; choose one of batch,"):
        widgets.race_optimizers(*data, runners=("batch", "newton"))
