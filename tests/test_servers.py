"""The embedded servers: real ones, on data of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import environ
import kombu
import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from medreview import servers
from medreview.servers import Postgres, Redis, ServerError

AS_ROOT = os.geteuid() == 0
START_BOTH = """
import sys, time
from pathlib import Path
from medreview.servers import Postgres, Redis
home = Path(sys.argv[1])
postgres, redis = Postgres.start(home / "postgres", durable=False), Redis.start(home / "redis")
print(postgres.process.pid, redis.process.pid, socket_directory := postgres.superuser_url.split(",%2F")[1])
sys.stdout.flush()
time.sleep(600)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("servers")


@pytest.fixture(scope="module")
def postgres(home):
    server = Postgres.start(home / "postgres", durable=False)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def queue(home):
    server = Redis.start(home / "redis")
    yield server
    server.stop()


@pytest.fixture
def spare(tmp_path):
    """Starts servers on data that a test may spoil, and stops what the test left running."""
    started = []

    def start(durable=False, **options):
        started.append(Postgres.start(tmp_path / "spare", durable=durable, **options))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def ask(address, question):
    with psycopg.connect(address, autocommit=True) as db:
        return db.execute(question).fetchone()


def order(address, statement):
    with psycopg.connect(address, autocommit=True) as db:
        db.execute(statement)


def socket_directory(server):
    return Path(ask(server.superuser_url, "SHOW unix_socket_directories")[0])


def gone(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def soon(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_each_address_connects_as_its_role(postgres):
    assert ask(postgres.app_url, "SELECT current_user, current_database()") == ("medreview", "medreview")
    assert ask(postgres.owner_url, "SELECT current_user, current_database()") == (
        "medreview_owner",
        "medreview",
    )
    assert ask(postgres.superuser_url, "SHOW is_superuser") == ("on",)


def test_django_reads_the_address_as_libpq_does(postgres):
    read = environ.Env.db_url_config(postgres.app_url)
    with psycopg.connect(host=read["HOST"], user=read["USER"], dbname=read["NAME"]) as db:
        assert db.execute("SELECT current_user").fetchone() == ("medreview",)


def test_text_is_utf8_and_time_is_utc(postgres):
    assert ask(postgres.app_url, "SHOW server_encoding") == ("UTF8",)
    assert ask(postgres.app_url, "SHOW timezone") == ("UTC",)
    assert ask(postgres.app_url, "SELECT lower('ÄÉ')") == ("äé",)


def test_two_hundred_connections_are_allowed(postgres):
    assert ask(postgres.app_url, "SHOW max_connections") == ("200",)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE t ()", "CREATE SCHEMA s", "CREATE TEMP TABLE t ()", "CREATE DATABASE d"]
)
def test_the_application_role_can_make_nothing(postgres, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        order(postgres.app_url, statement)


def test_the_application_role_cannot_read_what_the_owner_made(postgres):
    order(postgres.owner_url, "CREATE TABLE IF NOT EXISTS private ()")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(postgres.app_url, "SELECT * FROM private")


def test_the_owner_can_make_a_database(postgres):
    order(postgres.owner_url, "CREATE DATABASE another")
    assert ask(postgres.owner_url.removesuffix("medreview") + "another", "SELECT current_database()") == (
        "another",
    )


def test_postgres_opens_no_port(postgres):
    assert not psutil.Process(postgres.process.pid).net_connections("inet")


def test_only_the_servers_user_may_enter_the_sockets_directory(postgres):
    directory = socket_directory(postgres).stat()
    assert directory.st_mode & 0o777 == 0o700
    assert directory.st_uid == psutil.Process(postgres.process.pid).uids().real


@pytest.mark.skipif(not AS_ROOT, reason="only root drops to another user")
def test_root_runs_postgres_as_nobody_on_data_of_nobody(postgres, home):
    assert psutil.Process(postgres.process.pid).username() == "nobody"
    assert (home / "postgres").owner() == "nobody"


@pytest.mark.skipif(not AS_ROOT, reason="only root drops to another user")
def test_root_may_keep_the_data_where_nobody_may_not_go(spare, tmp_path):
    tmp_path.chmod(0o700)
    assert ask(spare().app_url, "SELECT 1") == (1,)


def test_data_survive_a_restart(spare):
    first = spare()
    order(first.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.stop()
    assert ask(spare().owner_url, "SELECT answer FROM kept") == (42,)


def test_data_survive_a_kill_of_a_durable_server(spare):
    first = spare(durable=True)
    order(first.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.process.kill()
    first.process.wait()
    assert ask(spare().owner_url, "SELECT answer FROM kept") == (42,)


def test_a_lock_whose_process_id_went_to_another_program_stops_no_restart(spare, tmp_path):
    first = spare()
    lock = (tmp_path / "spare" / "postmaster.pid").read_text()
    first.stop()
    (tmp_path / "spare" / "postmaster.pid").write_text(
        lock.replace(str(first.process.pid), str(os.getpid()), 1)
    )
    assert ask(spare().app_url, "SELECT 1") == (1,)


def test_a_stopped_server_leaves_no_socket_directory(spare):
    server = spare()
    directory = socket_directory(server)
    server.stop()
    assert not directory.exists()


def test_a_server_may_be_stopped_twice(spare):
    server = spare()
    server.stop()
    server.stop()


def test_a_second_server_on_the_same_data_is_refused(spare, monkeypatch):
    monkeypatch.setattr(servers, "SUCCESSION", 0.2)
    spare()
    with pytest.raises(ServerError, match=r'"postmaster\.pid" already exists'):
        spare()


def test_a_server_that_cannot_start_names_its_log_and_shows_its_end(spare, tmp_path):
    spare().stop()
    (tmp_path / "spare" / "PG_VERSION").write_text("12\n")
    with pytest.raises(ServerError, match=r"(?s)its log .*my\.log ends with:.*incompatible with server"):
        spare(log=tmp_path / "my.log")


def test_data_that_are_something_else_are_left_alone(spare, tmp_path):
    (tmp_path / "spare").mkdir()
    (tmp_path / "spare" / "thesis.txt").write_text("mine")
    with pytest.raises(OSError, match="not empty"):
        spare()
    assert (tmp_path / "spare" / "thesis.txt").read_text() == "mine"


def test_redis_answers_both_its_clients_at_one_address(queue):
    assert redis.Redis.from_url(queue.url).ping()
    with kombu.Connection(queue.url) as broker:
        broker.ensure_connection(max_retries=1)


def test_redis_refuses_whoever_has_no_password(queue):
    port = queue.url.rsplit(":", 1)[1].removesuffix("/0")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(port), retry=Retry(NoBackoff(), 0)).ping()


def test_redis_listens_on_this_machine_only(queue):
    listening = psutil.Process(queue.process.pid).net_connections("inet")
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}


def test_the_password_of_redis_is_for_its_user_only(queue, home):
    assert (home / "redis" / "redis.conf").stat().st_mode & 0o077 == 0


def test_kill_9_of_the_parent_leaves_neither_process_nor_socket_directory(tmp_path):
    command = [sys.executable, "-c", START_BOTH, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        postgres_pid, redis_pid, directory = parent.stdout.readline().split()
        parent.send_signal(signal.SIGKILL)
    directory = Path("/") / directory.split("/")[0].replace("%2F", "/")
    assert soon(lambda: gone(int(postgres_pid)) and gone(int(redis_pid)))
    assert soon(lambda: not directory.exists())
