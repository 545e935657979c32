"""Sliders and menus of ipywidgets that show their picture first and answer the page afterwards.

ipywidgets says every value that a page has set back to it at once, so that a second page on the
same kernel follows. Kernel, server and page handle that answer while the reader waits for the
picture. Here it comes when all that the value leads to has been sent.
"""

import ipywidgets


class EchoLater(ipywidgets.Widget):
    """A widget whose echo comes last.

    Should an ipywidgets to come send its echoes by another way, they come as it sends them.
    """

    _hears = False
    _echo = None

    def set_state(self, sync_data):
        """Take values from a page; see `ipywidgets.Widget.set_state`."""
        self._hears = True
        try:
            super().set_state(sync_data)
        finally:
            self._hears = False
            self._send_echo()

    def _send(self, msg, buffers=None):
        if self._hears and msg.get("method") == "echo_update":
            self._echo = msg, buffers
            return
        self._send_echo()  # what this widget says by itself is newer: never undone by an echo
        super()._send(msg, buffers=buffers)

    def _send_echo(self):
        if self._echo is not None:
            echo, self._echo = self._echo, None
            super()._send(*echo)


class IntSlider(EchoLater, ipywidgets.IntSlider):
    """A slider of whole numbers."""


class FloatSlider(EchoLater, ipywidgets.FloatSlider):
    """A slider of any numbers."""


class SelectionSlider(EchoLater, ipywidgets.SelectionSlider):
    """A slider from stop to stop."""


class Dropdown(EchoLater, ipywidgets.Dropdown):
    """A menu."""
