"""`make run` as a person starts it: real processes, on a home and a port of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
#: What the tests' own servers put into the environment, which a person's would not have.
NOT_A_PERSONS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PASSWORD_HASHERS",
    "BASE_URL",
)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Launch:
    """One `python -m medreview.run`, in a session of its own as in a terminal of its own."""

    def __init__(self, home, port=None, user=None, **environment):
        self.home, self.port = home, port or free_port()
        kept = {name: value for name, value in os.environ.items() if name not in NOT_A_PERSONS}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "medreview.run"],
            cwd=ROOT,
            env=kept | {"MEDREVIEW_HOME": str(home), "PORT": str(self.port)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            user=user,
        )
        self.said = []

    def until_ready(self):
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith("ready "):
                return self
        raise AssertionError("\n".join(self.said))

    def until_ended(self):
        """All that it said, once it has ended by itself."""
        said, _ = self.process.communicate(timeout=60)
        return said

    def end(self, signum=signal.SIGTERM):
        """Its exit status after that signal; 10 seconds are promised."""
        self.process.send_signal(signum)
        self.process.communicate(timeout=10)
        return self.process.returncode

    def child(self, *words):
        """The child whose command line has all these words."""
        for child in psutil.Process(self.process.pid).children():
            if all(word in child.cmdline() for word in words):
                return child
        raise AssertionError(f"no child runs {words}")

    def address(self, name):
        return self.child("gunicorn").environ()[name]

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()


def belongs(process, home):
    """Whether a process was started for that home, or works in it. Zombies do not count."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return process.environ().get("MEDREVIEW_HOME") == str(home) or process.cwd().startswith(str(home))
    except psutil.Error:
        return False


def left_over(home):
    return [process.cmdline() for process in psutil.process_iter() if belongs(process, home)]


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.fixture
def launch(tmp_path):
    """Starts the product, on this test's home unless told otherwise, and ends what the test left running."""
    launched = []

    def start(home=tmp_path / "home", **options):
        launched.append(Launch(home, **options))
        return launched[-1]

    yield start
    for each in launched:
        if each.process.poll() is None:
            each.end()


def _copy(home, to):
    """With its owners: the database's files are not root's."""
    subprocess.run(["cp", "-a", home, to], check=True)
    return to


@pytest.fixture(scope="module")
def first_home(tmp_path_factory):
    """Where it ran for the first time, and was ended."""
    first = Launch(tmp_path_factory.mktemp("first")).until_ready()
    assert first.end() == 0
    return first.home


@pytest.fixture
def lived_in(first_home, tmp_path):
    """This test's home has data already: to make them anew takes longer than most of what is tested."""
    _copy(first_home, tmp_path / "home")


@pytest.fixture(scope="module")
def product(tmp_path_factory, first_home):
    """One that runs for all the tests that only look."""
    running = Launch(_copy(first_home, tmp_path_factory.mktemp("product") / "home")).until_ready()
    yield running
    running.end()


def test_the_last_line_says_ready_and_where(product):
    assert product.said[-1] == f"ready http://127.0.0.1:{product.port}/"


def test_each_demo_log_in_is_a_line_of_three_words(product):
    logins = [line.split() for line in product.said if line.startswith("login ")]
    assert {user for _, user, _ in logins} >= {"editor", "dr.rivera", "dr.chen", "dr.okafor", "author"}


def test_it_says_where_pages_admin_documentation_mail_and_logs_are(product):
    said = "\n".join(product.said)
    for place in ("/admin/", "/api/docs/", f"{product.home}/mail", f"{product.home}/logs"):
        assert place in said


@pytest.mark.parametrize("path", ["/", "/healthz", "/admin/", "/api/docs/"])
def test_once_ready_a_page_answers(product, path):
    assert product.get(path)[0] == 200


def test_the_worker_comes_up(product):
    log = product.home / "logs" / "worker.log"
    wait_for(lambda: " ready." in log.read_text())
    assert " ready." in log.read_text()


@pytest.mark.parametrize("words", [["gunicorn"], ["celery", "worker"], ["celery", "beat"]])
def test_web_worker_and_clock_are_in_the_launchers_process_group(product, words):
    assert os.getpgid(product.child(*words).pid) == os.getpgid(product.process.pid)


def test_the_pages_use_the_role_that_owns_nothing(product):
    with psycopg.connect(product.address("DATABASE_URL")) as db:
        assert db.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user").fetchone() == (0,)


def managed(home, *words):
    """What `manage.py` says, run beside it by a person who only knows the home."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_A_PERSONS}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=kept | {"MEDREVIEW_HOME": str(home)}, capture_output=True, text=True, check=True
    ).stdout


def test_a_command_beside_it_works_on_its_data(product):
    key = managed(product.home, "create_api_key", "author").strip()
    request = urllib.request.Request(f"http://127.0.0.1:{product.port}/api/v1/articles/")
    request.add_header("Authorization", f"Bearer {key}")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


def test_the_history_of_the_demo_verifies(product):
    assert "every history whole" in managed(product.home, "verify_history")


def test_how_to_reach_its_servers_is_for_its_owner_only(product):
    assert (product.home / "environment").stat().st_mode & 0o777 == 0o600


def test_the_secret_key_is_for_its_owner_only(product):
    assert (product.home / "secret_key").stat().st_mode & 0o777 == 0o600


def test_it_made_a_key_for_statements_of_approval_that_its_owner_alone_reads(product):
    assert (product.home / "statement-keys/signing.pem").stat().st_mode & 0o777 == 0o600


def test_a_second_one_on_the_same_home_is_refused_plainly(product, launch):
    second = launch(home=product.home)
    assert f"already runs on {product.home} (process {product.process.pid})" in second.until_ended()
    assert second.process.returncode == 1


def test_a_taken_port_is_said_plainly(launch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        second = launch(port=port)
        assert f"port {port} of 127.0.0.1 is not free" in second.until_ended()
    assert second.process.returncode == 1


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_said_plainly(launch, port):
    second = launch(port=port)
    assert f"PORT is '{port}'" in second.until_ended()
    assert second.process.returncode == 1


def test_a_database_without_its_owners_address_is_refused_plainly(launch):
    assert "set DATABASE_OWNER_URL too" in launch(DATABASE_URL="postgres://127.0.0.1/none").until_ended()


@pytest.mark.long
def test_servers_that_the_environment_names_are_used(product, launch):
    named = {name: product.address(name) for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")}
    second = launch(**named).until_ready()
    assert not (second.home / "postgres").exists()
    assert not (second.home / "redis").exists()
    assert second.get("/healthz")[0] == 200


@pytest.mark.long
@pytest.mark.usefixtures("lived_in")
@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_with_status_0(launch, signum):
    running = launch().until_ready()
    assert running.end(signum) == 0
    assert left_over(running.home) == []


@pytest.mark.long
@pytest.mark.usefixtures("lived_in")
def test_ctrl_c_in_the_terminal_which_reaches_the_whole_group_ends_everything(launch):
    running = launch().until_ready()
    os.killpg(running.process.pid, signal.SIGINT)
    running.process.communicate(timeout=10)
    assert running.process.returncode == 0
    assert left_over(running.home) == []


@pytest.mark.long
def test_a_signal_while_it_still_starts_ends_everything(launch):
    starting = launch()
    wait_for((starting.home / "redis").exists)
    assert starting.end(signal.SIGINT) == 0
    assert left_over(starting.home) == []


def test_a_signal_that_the_interpreter_drops_is_heeded_all_the_same():
    """An exception in a finalizer, or in what runs at a fork, is printed and ignored; so was the signal's."""
    deaf = """
import os, signal, sys, time
from medreview import run

class Deaf:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)

def start(place, stack):
    Deaf()
    time.sleep(60)

run.run = start
sys.exit(run.main())
"""
    done = subprocess.run([sys.executable, "-c", deaf], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert "Exception ignored in" in done.stderr
    assert done.returncode == 0


@pytest.mark.long
@pytest.mark.usefixtures("lived_in")
def test_a_second_start_finds_the_data_and_the_secret_key_of_the_first(launch):
    first = launch().until_ready()
    key = first.address("SECRET_KEY")
    with psycopg.connect(first.address("DATABASE_OWNER_URL"), autocommit=True) as db:
        db.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    first.end()
    second = launch().until_ready()
    with psycopg.connect(second.address("DATABASE_OWNER_URL")) as db:
        assert db.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert second.address("SECRET_KEY") == key


@pytest.mark.usefixtures("lived_in")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("web", ["gunicorn"]),
        pytest.param("worker", ["celery", "worker"], marks=[pytest.mark.slow, pytest.mark.alone]),
        pytest.param("beat", ["celery", "beat"], marks=[pytest.mark.slow, pytest.mark.alone]),
    ],
)
@pytest.mark.long
def test_a_killed_child_takes_everything_down_and_is_named(launch, name, words):
    running = launch().until_ready()
    running.child(*words).kill()
    assert (
        f"medreview: {name} ended with exit status -9; its log {running.home}/logs/{name}.log ends with"
        in running.until_ended()
    )
    assert running.process.returncode == 1
    assert left_over(running.home) == []


@pytest.fixture
def home_of_nobody():
    """A home that belongs to an ordinary user, where we are root and that user can reach the interpreter and the code."""
    try:
        subprocess.run([sys.executable, "-c", "import medreview"], cwd=ROOT, user="nobody", check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs root, and an interpreter and code that an ordinary user may read")
    home = Path(tempfile.mkdtemp(prefix="medreview-nobody-"))
    shutil.chown(home, "nobody")
    yield home
    shutil.rmtree(home)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.alone
def test_an_ordinary_user_runs_it_twice(launch, home_of_nobody):
    first = launch(home_of_nobody, user="nobody").until_ready()
    assert first.end() == 0
    second = launch(home_of_nobody, user="nobody").until_ready()
    assert [line for line in second.said if line.startswith("login ")] == [
        line for line in first.said if line.startswith("login ")
    ]


@pytest.mark.long
@pytest.mark.usefixtures("lived_in")
@pytest.mark.slow
@pytest.mark.alone
def test_a_killed_database_takes_everything_down_and_is_named(launch):
    running = launch().until_ready()
    server = next(c for c in psutil.Process(running.process.pid).children() if c.name() == "postgres")
    server.kill()
    assert "medreview: postgres ended with exit status -9" in running.until_ended()
    assert left_over(running.home) == []


@pytest.mark.long
@pytest.mark.usefixtures("lived_in")
def test_kill_9_of_the_launcher_leaves_nothing(launch):
    running = launch().until_ready()
    running.end(signal.SIGKILL)
    wait_for(lambda: not left_over(running.home), seconds=5)
    assert left_over(running.home) == []


@pytest.mark.long
@pytest.mark.usefixtures("lived_in")
@pytest.mark.slow
@pytest.mark.alone
def test_after_kill_9_of_the_launcher_it_starts_again_at_once(launch):
    first = launch().until_ready()
    first.end(signal.SIGKILL)
    assert launch().until_ready().get("/healthz")[0] == 200
