"""The extension of the Jupyter server: installed with the library, and what it changes."""

import importlib
import json
from pathlib import Path
from types import SimpleNamespace

from jupyter_core.paths import jupyter_config_path as config_path
from jupyter_server.services.kernels.connection.abc import KernelWebsocketConnectionABC
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyterlab.commands import get_app_dir
from jupyterlab_server.settings_utils import _get_overrides as get_overrides

from gammalab import server

SETTINGS = (
    Path(__file__).resolve().parent.parent
    / "environment/share/jupyter/lab/settings/overrides.d/gammalab.json"
)


def loaded(connection_class):
    """The connection class of a server after it has loaded the extension."""
    settings = {"kernel_websocket_connection_class": connection_class}
    app = SimpleNamespace(web_app=SimpleNamespace(settings=settings))
    server._load_jupyter_server_extension(app)
    return settings["kernel_websocket_connection_class"]


def test_installing_the_library_switches_it_on():
    """A server would only warn where it cannot load it."""
    found = [Path(folder, "jupyter_server_config.d/gammalab.json") for folder in config_path()]
    (file,) = [file for file in found if file.exists()]
    (name,) = json.loads(file.read_text())["ServerApp"]["jpserver_extensions"]
    assert importlib.import_module(name) is server
    assert server._jupyter_server_extension_points() == [{"module": name}]


def test_installing_the_library_brings_its_settings_of_jupyterlab():
    """JupyterLab itself is asked; where its schemas know a setting no more, it would be silent."""
    given = get_overrides(str(Path(get_app_dir(), "settings")))[0]
    ours = json.loads(SETTINGS.read_text(encoding="utf-8"))
    for plugin, settings in ours.items():
        assert settings.items() <= given[plugin].items()
        package, _, name = plugin.rpartition(":")
        schema = Path(get_app_dir(), "schemas", package, f"{name}.json")
        known = json.loads(schema.read_text(encoding="utf-8"))["properties"]
        assert settings.keys() <= known.keys()


def test_small_messages_are_not_held_back(monkeypatch):
    said = []
    monkeypatch.setattr(
        ZMQChannelsWebsocketConnection, "connect", lambda self: said.append("connected") or "done"
    )
    connection = object.__new__(loaded(ZMQChannelsWebsocketConnection))
    handler = SimpleNamespace(set_nodelay=lambda on: said.append(("nodelay", on)))
    monkeypatch.setattr(type(connection), "websocket_handler", handler)
    assert connection.connect() == "done"
    assert said == [("nodelay", True), "connected"]


def test_a_connection_of_another_kind_stays():
    class Gateway(KernelWebsocketConnectionABC):
        pass

    assert loaded(Gateway) is Gateway
