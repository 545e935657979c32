"""A hub for one class on one machine. README.md says how to start it.

Each student is a user of the system, with a home that nobody else can read. What belongs to your
machine comes from the environment:

GAMMALAB_REPOSITORY  where the course comes from: an address that git can clone
GAMMALAB_BRANCH      its branch; else main
GAMMALAB_CLASS       the file of the class, of class_list.py; else class.txt
GAMMALAB_PYTHON      the Python of the students' environment; else that of the hub
GAMMALAB_HOMES       where the homes are made; else /home
GAMMALAB_PORT        on 127.0.0.1, where the web server that holds your certificate finds the hub
"""

import os
import resource
import sys
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from class_list import ClassAuthenticator  # noqa: E402

c = get_config()  # noqa: F821
MINUTE = 60
PROCESSES = 400  # and threads, of one student: what copies itself without end stops there


class ClassSpawner(LocalProcessSpawner):
    """A process of the student's own, with limits that the system keeps."""

    def make_preexec_fn(self, name):
        """Become the student, then lower the limits; nobody can raise them again."""
        become, memory = super().make_preexec_fn(name), self.mem_limit

        def preexec():
            become()
            # Of each process: a kernel that wants more gets a MemoryError, and its server lives on.
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
            resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        return preexec


# ---- who comes in -------------------------------------------------------------------------------

c.JupyterHub.authenticator_class = ClassAuthenticator
c.ClassAuthenticator.class_file = os.environ.get("GAMMALAB_CLASS", "class.txt")
c.LocalAuthenticator.create_system_users = True
c.LocalAuthenticator.add_user_cmd = [
    "useradd", "--create-home", "--base-dir", os.environ.get("GAMMALAB_HOMES", "/home"),
    "--key", "HOME_MODE=0700", "--shell", "/bin/sh",
]  # fmt: skip

# ---- what they get ------------------------------------------------------------------------------

python = os.environ.get("GAMMALAB_PYTHON", sys.executable)
c.JupyterHub.spawner_class = ClassSpawner
c.Spawner.cmd = [str(HERE / "start.sh")]
c.Spawner.args = [  # a notebook that was left open gives its memory back
    f"--MappingKernelManager.cull_idle_timeout={30 * MINUTE}",
    f"--MappingKernelManager.cull_interval={5 * MINUTE}",
]
c.Spawner.default_url = "/lab/tree/notebooks/00-start-here.ipynb"
c.Spawner.start_timeout = 3 * MINUTE  # the first time the course is cloned
c.Spawner.http_timeout = 2 * MINUTE
c.Spawner.mem_limit = "1G"
c.Spawner.environment = {
    "GAMMALAB_PYTHON": python,
    "GAMMALAB_REPOSITORY": os.environ["GAMMALAB_REPOSITORY"],
    "GAMMALAB_BRANCH": os.environ.get("GAMMALAB_BRANCH", "main"),
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]  # nothing else of the hub's environment

# ---- how many at once ---------------------------------------------------------------------------

c.JupyterHub.concurrent_spawn_limit = 8  # starting takes a processor; others wait for their turn
c.JupyterHub.active_server_limit = 0

# ---- who has left -------------------------------------------------------------------------------

c.JupyterHub.load_roles = [
    {
        "name": "culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["culler"],
    }
]
c.JupyterHub.services = [
    {
        "name": "culler",
        "command": [
            sys.executable, "-m", "jupyterhub_idle_culler",
            f"--timeout={60 * MINUTE}", f"--cull-every={5 * MINUTE}",
        ],
    }
]  # fmt: skip

# ---- where it listens ---------------------------------------------------------------------------

c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ.get('GAMMALAB_PORT', '8000')}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.cleanup_servers = True
