"""The hub of deploy/jupyterhub, started for real on loopback, with students at work in it.

It makes users of this machine (their names begin with NAMES) and removes them at the end. So it
needs root, as in a container; elsewhere it fails and says so.
"""

import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import psutil
import pytest
import requests
import websocket
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy" / "jupyterhub"
NAMES = ["gltest-ann", "gltest-bob", "gltest-cy"]
LESSON = "from gammalab.course.lesson_02 import labs as lab\nlab.one_path()\nprint('drawn')"
CHECK = (
    "from gammalab.check import check\n"
    "def hedge(delta, quantity):\n    return -delta * quantity\n"
    "print(check('2.1', hedge).state)"
)
IDLE = 10  # seconds here; an hour in the config
LIMIT = 700 << 20  # bytes; 1 GB in the config

# What differs from the hub of a class: it is quick to forget, and its limit is soon reached.
SETTINGS = """
load_subconfig({config!r})
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.db_url = "sqlite:///{folder}/hub/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/hub/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = "{folder}/hub/proxy.pid"
c.Spawner.mem_limit = {limit}
c.Spawner.environment.update(JUPYTERHUB_ACTIVITY_INTERVAL="5", SHELL="/bin/sh")
command = c.JupyterHub.services[0]["command"]
command[-2:] = ["--timeout={idle}", "--cull-every=3"]
# Its time comes with the test that waits for it.
command[:0] = ["sh", "-c", "until [ -e {folder}/cull ]; do sleep 1; done; exec \\"$@\\"", "sh"]
"""


def free_ports(n):
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(n)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]


def open_to_all(path):
    """Whether another user can come to a file."""
    path = Path(path).resolve()
    return all(place.stat().st_mode & stat.S_IXOTH for place in [path, *path.parents])


def python_for_students(folder):
    """A Python with the packages of these tests that other users may run."""
    base = next(
        (
            one
            for one in (sys.executable, f"/usr/bin/python3.{sys.version_info[1]}")
            if Path(one).exists() and open_to_all(one)
        ),
        None,
    )
    if base is None or not open_to_all(ROOT / "gammalab"):
        pytest.fail(f"other users of this machine cannot come to {base or ROOT}", pytrace=False)
    if base == sys.executable:
        return base
    environment = folder / "environment"
    subprocess.run([base, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python3*/site-packages")
    ours = next(Path(one) for one in sys.path if one.endswith("site-packages"))
    (packages / "those.pth").write_text(f"import site; site.addsitedir({str(ours)!r})\n")
    for name in ("share", "etc"):
        (environment / name).symlink_to(Path(sys.prefix) / name)
    return str(environment / "bin" / "python")


def remove(names):
    for name in names:
        with contextlib.suppress(KeyError):
            assert pwd.getpwnam(name)
            subprocess.run(["pkill", "-KILL", "-u", name], check=False)
            time.sleep(0.2)
            subprocess.run(["userdel", "--force", "--remove", name], check=False,
                           capture_output=True)  # fmt: skip


class Student:
    """Somebody with a browser."""

    def __init__(self, url, name, password):
        self.url, self.name, self.password = url, name, password
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy of this machine: the hub is here
        self.session.headers["Connection"] = "close"  # tests leave nothing open
        self.home = f"{url}/user/{name}"

    def log_in(self):
        """The status of the page that follows."""
        self.session.get(f"{self.url}/hub/login")
        form = {"username": self.name, "password": self.password, "_xsrf": self.xsrf("/hub/")}
        return self.session.post(f"{self.url}/hub/login", data=form, allow_redirects=False)

    def xsrf(self, path):
        return next(c.value for c in self.session.cookies if c.name == "_xsrf" and c.path == path)

    def start(self):
        self.session.get(f"{self.url}/hub/spawn/{self.name}")

    def ready(self):
        with contextlib.suppress(requests.RequestException):
            page = self.session.get(f"{self.home}/lab")  # logs in to the server, too
            return page.ok and "/user/" in page.url and self.get("api/status").ok
        return False

    def get(self, path):
        return self.session.get(f"{self.home}/{path}")

    def kernel(self):
        headers = {"X-XSRFToken": self.xsrf(f"/user/{self.name}/")}
        made = self.session.post(f"{self.home}/api/kernels", json={}, headers=headers)
        made.raise_for_status()
        return f"{self.home.replace('http', 'ws', 1)}/api/kernels/{made.json()['id']}/channels"

    def run(self, kernel, code, seconds=120):
        """What a cell prints, and the error that it ends with ("" if none)."""
        cookies = "; ".join(
            f"{c.name}={c.value}" for c in self.session.cookies if f"{self.home}/".find(c.path) > 0
        )
        line = websocket.create_connection(kernel, cookie=cookies, timeout=seconds)
        id, printed, error = uuid.uuid4().hex, "", ""
        head = dict(msg_id=id, msg_type="execute_request", session=id, username="", version="5.3")
        asked = dict(code=code, silent=False, store_history=True, user_expressions={},
                     allow_stdin=False, stop_on_error=True)  # fmt: skip
        line.send(json.dumps(dict(header=head, parent_header={}, metadata={}, content=asked,
                                  channel="shell", buffers=[])))  # fmt: skip
        try:
            while True:
                came = line.recv()
                if isinstance(came, bytes):
                    continue  # a picture
                came = json.loads(came)
                if came["parent_header"].get("msg_id") != id:
                    continue
                content = came["content"]
                if came["msg_type"] == "stream":
                    printed += content["text"]
                if came["msg_type"] == "error":
                    error = f"{content['ename']}: {content['evalue']}"
                if content.get("execution_state") == "idle":
                    return printed, error
        finally:
            line.close()


class Hub:
    def __init__(self, folder, url, passwords, log):
        self.folder, self.url, self.passwords, self.log = folder, url, passwords, log
        self.students = [Student(url, name, passwords[name]) for name in NAMES]


def wait(what, seconds, log):
    end = time.monotonic() + seconds
    while not what():
        late, said = time.monotonic() > end, log.read_text()
        if late or "died" in said or "Unhandled error" in said:
            lines = [one for one in said.splitlines() if " JupyterHub log:" not in one]
            pytest.fail("\n".join(lines[-80:]), pytrace=False)
        time.sleep(0.5)


@pytest.fixture(scope="module")
def hub():
    """The hub with its class; the students are logged in, and their servers run."""
    if os.geteuid():
        pytest.fail(
            "this test makes users of the machine, so it needs root: run it in a container",
            pytrace=False,
        )
    folder = Path(tempfile.mkdtemp(prefix="gammalab-hub-"))
    folder.chmod(0o755)
    for name in ("homes", "hub"):
        (folder / name).mkdir(mode=0o755)
    remove(NAMES)
    python = python_for_students(folder)
    course = folder / "course"
    shutil.copytree(
        ROOT, course,
        ignore=shutil.ignore_patterns(".venv*", ".git", "__pycache__", "my-course", ".pytest*"),
    )  # fmt: skip
    for words in ("init -q -b main", "add -A", "-c user.name=a -c user.email=a@b.c commit -qm 1"):
        subprocess.run(["git", *words.split()], cwd=course, check=True)
    (folder / "gitconfig").write_text("[safe]\n\tdirectory = *\n")
    settings = [sys.executable, DEPLOY / "class_list.py", folder / "class.txt"]
    added = subprocess.run([*settings, "add", *NAMES], capture_output=True, text=True, check=True)
    passwords = dict(line.split() for line in added.stdout.splitlines())
    port, hub_port, api_port = free_ports(3)
    proxy = Path(sys.prefix) / "node_modules" / ".bin" / "configurable-http-proxy"
    assert proxy.exists(), "make test-classroom installs the proxy"
    config = folder / "config.py"
    config.write_text(
        SETTINGS.format(
            config=str(DEPLOY / "jupyterhub_config.py"), hub_port=hub_port, api_port=api_port,
            folder=folder, limit=LIMIT, idle=IDLE, proxy=str(proxy),
        )
        + f'c.Spawner.environment.update(GIT_CONFIG_GLOBAL="{folder}/gitconfig")\n'
    )  # fmt: skip
    log = folder / "hub.log"
    environment = os.environ | {
        "GAMMALAB_REPOSITORY": f"file://{course}", "GAMMALAB_CLASS": str(folder / "class.txt"),
        "GAMMALAB_HOMES": str(folder / "homes"), "GAMMALAB_PYTHON": python,
        "GAMMALAB_PORT": str(port),
    }  # fmt: skip
    environment.pop("PYTHONPATH", None)
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", config], cwd=folder / "hub", stdout=out,
            stderr=out, env=environment, start_new_session=True,
        )  # fmt: skip
    try:
        made = Hub(folder, f"http://127.0.0.1:{port}", passwords, log)
        wait(lambda: answers(made.url) or process.poll() is not None, 90, log)
        assert process.poll() is None, log.read_text()
        for student in made.students:
            assert student.log_in().status_code == 302
        start = time.monotonic()
        for student in made.students:
            student.start()
        for student in made.students:
            wait(student.ready, 240, log)
        print(f"\n{len(NAMES)} servers at once: {time.monotonic() - start:.0f} s, with the clone")
        yield made
    finally:
        end(process)
        remove(NAMES)
        shutil.rmtree(folder)


def end(process):
    """End a hub, and its proxy and services, which have sessions of their own and outlive it."""
    family = []
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for one in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive


def answers(url):
    try:
        return requests.get(f"{url}/hub/health", timeout=5, proxies={"http": ""}).ok
    except requests.RequestException:
        return False


def memory(name):
    """The memory of all processes of a user, MB; what several share counts in parts."""
    uid, total = pwd.getpwnam(name).pw_uid, 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == uid:
                found = re.search(r"^Pss: +(\d+) kB", (process / "smaps_rollup").read_text(), re.M)
                total += int(found[1])
    return total / 1024


pytestmark = pytest.mark.story


def test_only_the_class_comes_in_each_with_the_own_password(hub):
    ann, bob, _ = NAMES
    for name, password in (
        ("gltest-eve", "x"),
        (ann, ""),
        (ann, "x"),
        (ann, hub.passwords[bob]),
        ("root", hub.passwords[ann]),
    ):
        assert Student(hub.url, name, password).log_in().status_code == 403, name
    kept = (hub.folder / "class.txt").read_text()
    assert not any(password in kept for password in hub.passwords.values())
    assert (hub.folder / "class.txt").stat().st_mode & 0o077 == 0


def test_each_opens_the_own_copy_of_the_course(hub):
    for student in hub.students:
        got = student.get("api/contents/notebooks/00-start-here.ipynb")
        assert got.status_code == 200 and "gamma" in got.text.lower()
        assert "lab" in student.get("lab/tree/notebooks/00-start-here.ipynb").text


def test_all_work_at_once_and_this_is_what_it_takes(hub):
    idle = [memory(name) for name in NAMES]
    hub.kernels = [student.kernel() for student in hub.students]
    for student, kernel in zip(hub.students, hub.kernels, strict=True):
        assert student.run(kernel, LESSON) == ("drawn\n", "")
    lesson = [memory(name) for name in NAMES]
    for student, kernel in zip(hub.students, hub.kernels, strict=True):
        printed, error = student.run(kernel, CHECK)
        assert error == "" and printed.strip().endswith("right")
    checked = [memory(name) for name in NAMES]
    for what, found in (("server", idle), ("lesson 02", lesson), ("and a check", checked)):
        print(f"\n{what}: " + ", ".join(f"{one:.0f} MB" for one in found), end="")
    assert max(checked) < 600


def test_nobody_reads_what_is_anothers(hub):
    ann, bob, _ = hub.students
    note = "open('answer.txt', 'w').write('mine')\nimport os; print(os.getcwd())"
    printed, error = bob.run(hub.kernels[1], note)
    assert error == ""
    home = printed.strip()
    for code in (f"open('{home}/answer.txt').read()", f"open('{home}/answer.txt', 'w')",
                 f"import os; os.listdir('{home}')",
                 f"open('{hub.folder}/class.txt').read()",
                 f"open('{hub.folder}/hub/cookie_secret').read()"):  # fmt: skip
        assert ann.run(hub.kernels[0], code)[1].startswith("PermissionError"), code
    assert ann.session.get(f"{bob.home}/api/contents/answer.txt").status_code in (403, 404)
    assert bob.get("api/contents/answer.txt").status_code == 200
    # Nor are the secrets of the hub in the environment of a student.
    said, _ = ann.run(hub.kernels[0], "import os; print(sorted(os.environ))")
    assert "CONFIGPROXY_AUTH_TOKEN" not in said and "GAMMALAB_CLASS" not in said


def test_who_wants_too_much_memory_meets_an_error_and_the_others_nothing(hub):
    ann, bob, _ = hub.students
    _, error = ann.run(hub.kernels[0], "x = bytearray(2 << 30)")
    assert error.startswith("MemoryError")
    assert ann.run(hub.kernels[0], "print(1)") == ("1\n", "")
    raised = "import resource as r; r.setrlimit(r.RLIMIT_DATA, (2 << 30, 2 << 30))"
    assert ann.run(hub.kernels[0], raised)[1].startswith("ValueError")
    assert bob.run(hub.kernels[1], "print(2)") == ("2\n", "")


def test_a_new_version_comes_with_the_next_start_and_replaces_nothing(hub):
    """What the culler ends begins anew: the student's file stays, the new lesson is there."""
    cy = hub.students[2]
    typed = "import pathlib; pathlib.Path('exercises/mine.txt').write_text('mine')"
    assert cy.run(hub.kernels[2], typed)[1] == ""
    lesson = hub.folder / "course" / "notebooks" / "00-start-here.ipynb"
    lesson.write_text(lesson.read_text().replace("gamma scalping", "gamma scalping, anew"))
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qam", "2"],
        cwd=hub.folder / "course", check=True,
    )  # fmt: skip

    def ended():
        return all("culling" in hub.log.read_text().lower() and not runs(name) for name in NAMES)

    (hub.folder / "cull").touch()
    start = time.monotonic()
    wait(ended, 180, hub.log)
    print(f"\nidle for {IDLE} s: all ended after {time.monotonic() - start:.0f} s", end="")
    cy.start()
    wait(cy.ready, 180, hub.log)
    assert cy.get("api/contents/exercises/mine.txt").json()["content"] == "mine"
    assert "scalping, anew" in cy.get("api/contents/notebooks/00-start-here.ipynb").text


def runs(name):
    uid = pwd.getpwnam(name).pw_uid
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == uid:
                return True
    return False


def test_who_is_taken_out_of_the_class_stays_out(hub):
    subprocess.run(
        [sys.executable, DEPLOY / "class_list.py", hub.folder / "class.txt", "remove", NAMES[2]],
        check=True,
    )
    assert Student(hub.url, NAMES[2], hub.passwords[NAMES[2]]).log_in().status_code == 403


def test_the_values_for_kubernetes_say_the_same():
    """Memory, the time until an idle server is ended, how many start at once."""
    values = yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))
    config = (DEPLOY / "jupyterhub_config.py").read_text(encoding="utf-8")
    single = values["singleuser"]
    assert f'c.Spawner.mem_limit = "{single["memory"]["limit"]}"' in config
    assert (
        f"c.JupyterHub.concurrent_spawn_limit = {values['hub']['concurrentSpawnLimit']}" in config
    )
    assert f"--timeout={{{values['cull']['timeout'] // 60} * MINUTE}}" in config
    assert f"--cull-every={{{values['cull']['every'] // 60} * MINUTE}}" in config
    assert single["defaultUrl"] in config and single["cmd"][0].endswith("jupyterhub/start.sh")
    for option in single["cmd"][1:]:
        name, _, seconds = option.partition("=")
        assert f'f"{name}={{{int(seconds) // 60} * MINUTE}}"' in config
    assert len(single["cmd"]) == 1 + config.count("MappingKernelManager.")
    assert values["hub"]["config"]["Authenticator"]["allow_all"] is False


@pytest.mark.parametrize("name", ["root", "daemon", "Ann", "../x", "a b", "", "-x", "9a"])
def test_a_name_that_cannot_be_a_students_is_refused(name, tmp_path):
    done = subprocess.run(
        [sys.executable, DEPLOY / "class_list.py", tmp_path / "class.txt", "add", name],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and "cannot be a student's name" in done.stderr
    assert not (tmp_path / "class.txt").exists()
