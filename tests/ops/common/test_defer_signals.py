"""The signals that stop a command once."""

import signal

import pytest

from ops.common.defer_signals import stop_once


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_stops_and_a_second_one_does_not_disturb(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    ended = []
    with stop_once():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.raise_signal(again)
            ended.append(again)
    assert len(ended) == 3
    assert signal.getsignal(number) is before


def test_ctrl_c_that_a_script_lets_its_programs_ignore_is_heard() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stop_once(), pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
