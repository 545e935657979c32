"""What the kernel sends when a page moves a control, and in which order."""

import ipywidgets
import pytest
from demo_lab import demo

from gammalab.lab import Choice, Slider

CONTROLS = [
    Slider("n", "N", 1, 0, 9, 1),
    Slider("x", "X", 0.15, 0.0, 1.0, 0.05),
    Slider("stop", "Stop", 1, stops=[1, 2, 5]),
    Choice("right", "Right", ["call", "put"], "call"),
]


@pytest.fixture
def sent(monkeypatch):
    """(widget, what kind of message, its state), in the order of sending."""
    found = []

    def send(widget, msg, buffers=None):
        found.append((widget, msg["method"], msg.get("state")))

    monkeypatch.setattr(ipywidgets.Widget, "_send", send)
    return found


def test_the_picture_comes_before_the_echo(sent):
    live = demo()
    slider = live._controls["spot_move"]
    sent.clear()
    slider.set_state({"value": 3.0})
    kinds = [(widget, method) for widget, method, _ in sent]
    assert kinds == [(live._picture, "update"), (slider, "echo_update")]
    assert sent[1][2] == {"value": 3.0}


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_every_control_says_back_what_the_page_said(control, sent):
    widget = control.widget(control.default, True)
    key, said = ("value", widget.max) if "value" in widget.keys else ("index", 1)
    order = []
    widget.observe(lambda _change: order.append(len(sent)), names="value")
    sent.clear()
    widget.set_state({key: said})
    assert [(method, state) for _, method, state in sent] == [("echo_update", {key: said})]
    assert order == [0]  # it was heard before anything was sent


def test_what_the_kernel_changes_meanwhile_is_the_last_word(sent):
    widget = CONTROLS[0].widget(1, True)
    widget.observe(lambda _change: setattr(widget, "value", 7), names="value")
    sent.clear()
    widget.set_state({"value": 3})
    assert [(method, state["value"]) for _, method, state in sent] == [
        ("echo_update", 3),
        ("update", 7),
    ]


def test_an_error_does_not_swallow_the_echo(sent):
    widget = CONTROLS[0].widget(1, True)
    widget.observe(lambda _change: 1 / 0, names="value")
    sent.clear()
    with pytest.raises(ZeroDivisionError):
        widget.set_state({"value": 3})
    assert [method for _, method, _ in sent] == ["echo_update"]
    widget.value = 3
    assert [method for _, method, _ in sent] == ["echo_update"]  # said once
