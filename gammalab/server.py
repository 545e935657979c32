"""An extension of the Jupyter server: what a kernel says reaches the page at once.

The operating system holds a small message back until the page has acknowledged the one before, and
the page takes up to 40 ms for that (Nagle's algorithm). A slider's picture comes after two small
messages, so it waited: a third of the time from key to picture on the machine where it was found.

Installing gammalab switches this on (environment/ in the course's folder goes with it);
`jupyter server extension disable gammalab.server` switches it off. Where the server cannot import
it, the server says so and goes on without.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """jupyter_server's own connection from a kernel to a page, without Nagle's algorithm."""

    def connect(self):
        """Connect; see `ZMQChannelsWebsocketConnection.connect`."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def _jupyter_server_extension_points():
    return [{"module": "gammalab.server"}]


def _load_jupyter_server_extension(server):
    """Take our connection where the server would take its own; another kind stays."""
    settings = server.web_app.settings
    if settings["kernel_websocket_connection_class"] is ZMQChannelsWebsocketConnection:
        settings["kernel_websocket_connection_class"] = PromptConnection
