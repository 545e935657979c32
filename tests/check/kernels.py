"""A real kernel in which answers are checked, as a notebook has one."""

import os
import signal
import threading
from pathlib import Path

from jupyter_client.manager import start_new_kernel

ROOT = str(Path(__file__).resolve().parents[2])
RIGHT = "def right(delta, quantity):\n    return -delta * quantity"
IN_A_THREAD = "import threading; lock = threading.Lock()"  # what cannot be sent
# Seconds: for answers that end, also on a busy machine; for those that don't.
LONG, SHORT = 30.0, 0.5

SETUP = f"""
import dataclasses, functools, itertools, logging, os, re, sys
import numpy as np
from gammalab.check import check, engine, process, sandbox
import pandas
process.AFTER = 0.5  # for a thread in the process to be stopped
{IN_A_THREAD}
{RIGHT}
"""


class Kernel:
    """A kernel that has run `SETUP`; `path` is looked in for modules before all else."""

    def __init__(self, path=""):
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [path, ROOT]))}
        self.manager, self.client = start_new_kernel(kernel_name="python3", env=env)
        self.run(SETUP)
        self.limit(LONG)

    def limit(self, seconds):
        """How long an answer may take from now on."""
        problem = f"dataclasses.replace(engine.find('2.1'), seconds={seconds})"
        self.run(f"engine._problems['2.1'] = {problem}")

    def run(self, code, interrupt_after=None, shown=None):
        """(what the cell printed to stdout, to stderr, its result or error); the data of what it
        displayed goes into the list `shown`."""
        streams = {"stdout": "", "stderr": ""}
        result = []

        def hook(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                streams[content["name"]] += content["text"]
            elif message["msg_type"] == "execute_result":
                result.append(content["data"]["text/plain"])
            elif message["msg_type"] == "display_data" and shown is not None:
                shown.append(content["data"])
            elif message["msg_type"] == "error":
                result.append(content["ename"])

        if interrupt_after is not None:
            # As interrupt_kernel does, which in a thread would leave an event loop open.
            group = os.getpgid(self.manager.provisioner.pid)
            threading.Timer(interrupt_after, os.killpg, [group, signal.SIGINT]).start()
        self.client.execute_interactive(code, timeout=40, output_hook=hook)
        return streams["stdout"], streams["stderr"], "".join(result)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()
