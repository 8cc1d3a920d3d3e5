"""The files in deploy/, read by the tools that will read them, and held against what they deploy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from celery import current_app

from tests.stack import ROOT
from tests.test_hardening import PRODUCTION

DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def said(*command: object, **given) -> tuple[int, str]:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, **given)
    return done.returncode, done.stdout + done.stderr


# --- Dockerfile ---------------------------------------------------------------------------------------------------
def hadolint(file: Path) -> tuple[int, str]:
    return said(BIN / "hadolint", "--no-color", file)


def test_the_linter_finds_nothing_in_the_dockerfile():
    assert hadolint(DEPLOY / "Dockerfile") == (0, "")


def test_the_linter_would_find_something(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM python:latest\nRUN cd /tmp\n")
    status, words = hadolint(tmp_path / "Dockerfile")
    assert (status, "DL3007" in words, "DL3003" in words) == (1, True, True)


def stages() -> list[str]:
    return re.split(r"^(?=FROM )", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]


def test_the_image_is_built_in_stages_and_runs_as_nobody_in_particular():
    assert len(stages()) == 2
    assert re.search(r"^USER 10001:10001$", stages()[-1], re.MULTILINE)
    assert "SECRET_KEY" not in stages()[-1]


@pytest.mark.slow
def test_what_the_image_holds_is_enough_to_run(tmp_path):
    """The same files in a folder of their own, past what .dockerignore lets through."""
    let_through = [line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")]
    for source, target in re.findall(r"^COPY (?!--from)(\S+) (\S+)$", stages()[0], re.MULTILINE):
        assert source in let_through
        if source != "requirements.txt":
            place = tmp_path / (source if target == "./" else target)
            place.parent.mkdir(exist_ok=True)
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, place)
    status, words = said(sys.executable, "manage.py", "check", cwd=tmp_path, env=PRODUCTION)
    assert status == 0, words
    status, words = said(BIN / "gunicorn", "--config", "deploy/gunicorn.conf.py", "--check-config", cwd=tmp_path, env=PRODUCTION)
    assert status == 0, words


# --- compose.yaml -------------------------------------------------------------------------------------------------
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {"web", "worker", "beat", "migrate"}


def test_compose_obeys_its_schema(tmp_path):
    check = (BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec")
    status, words = said(*check, DEPLOY / "compose.yaml")
    assert status == 0, words
    (tmp_path / "compose.yaml").write_text("services: {web: {imagine: medreview}}\n")
    assert said(*check, tmp_path / "compose.yaml")[0] == 1


def test_every_service_that_stays_has_a_health_check():
    assert {name for name, service in COMPOSE["services"].items() if "healthcheck" not in service} == {"migrate"}
    assert set(COMPOSE["services"]) == OURS | {"postgres", "redis"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_can_write_nothing_and_become_nobody(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_migration_knows_the_owner():
    knowing = {name for name, service in COMPOSE["services"].items() if "database_owner_url" in service.get("secrets", [])}
    assert knowing == {"migrate"}


def test_no_secret_stands_in_compose():
    """Secrets come from files; what else must be given has no default."""
    text = (DEPLOY / "compose.yaml").read_text()
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())
    named = re.findall(r"^\s+(\w*(?:PASSWORD|SECRET|KEY|TOKEN|URL)\w*): (.+)$", text, re.MULTILINE)
    assert {value.split("/")[1] if value.startswith("/") else value[:2] for _, value in named} == {"run", "${"}
    assert re.findall(r"\$\{(\w+):-", text) == ["IMAGE", "PORT"] + ["SECRETS"] * len(COMPOSE["secrets"])


def test_the_secrets_that_are_made_are_the_ones_that_compose_asks_for(tmp_path):
    for _ in range(2):
        status, words = said(DEPLOY / "make-secrets", tmp_path / "secrets", env={"EMAIL_URL": "smtp://mail", "PATH": "/usr/bin:/bin"})
        assert status == 0, words
        made = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    assert made["app_password"] in made["database_url"]
    assert len(made["secret_key"]) >= 32
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_no_secrets_are_made_without_a_mail_server(tmp_path):
    assert said(DEPLOY / "make-secrets", tmp_path, env={"PATH": "/usr/bin:/bin"})[0] != 0


# --- systemd, Procfile --------------------------------------------------------------------------------------------
def keys(unit: Path) -> dict[str, str]:
    lines = [line for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here; the units' keys are tested below")
def test_systemd_understands_the_units(tmp_path):
    """Verified with the programs' paths put where they are here: systemd looks whether they are there."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/medreview/.venv/bin", str(BIN)))
    status, words = said("systemd-analyze", "verify", *sorted(tmp_path.iterdir()))
    assert (status, words) == (0, "")
    wrong = tmp_path / "medreview-beat.service"
    wrong.write_text(wrong.read_text().replace("[Service]", "[Service]\nTimeoutStop=10\n"))
    assert "TimeoutStop'" in said("systemd-analyze", "verify", *sorted(tmp_path.iterdir()))[1]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_services_run_as_a_user_of_their_own_and_write_only_their_folder(unit):
    said = keys(unit)
    assert {said[key] for key in ("NoNewPrivileges", "ProtectHome", "PrivateTmp")} == {"yes"}
    assert (said["User"], said["ProtectSystem"], said["StateDirectory"]) == ("medreview", "strict", "medreview")


def test_the_target_wants_every_service():
    assert set(keys(DEPLOY / "systemd/medreview.target")["Wants"].split()) == {unit.name for unit in SERVICES}


def test_what_is_stopped_is_given_the_time_that_it_takes(settings):
    """Longer than the longest task, and than gunicorn waits for requests."""
    grace = int(re.search(r"graceful_timeout = (\d+)", (DEPLOY / "gunicorn.conf.py").read_text())[1])
    web, worker = (keys(DEPLOY / f"systemd/medreview-{name}.service")["TimeoutStopSec"] for name in ("web", "worker"))
    stops = [COMPOSE["services"][name]["stop_grace_period"].rstrip("s") for name in ("web", "worker")]
    assert min(int(web), int(stops[0])) > grace > 60
    assert min(int(worker), int(stops[1])) > settings.CELERY_TASK_TIME_LIMIT


def test_a_worker_waits_for_its_broker_however_long_that_is_away():
    """By default it ends after a hundred tries."""
    assert current_app.conf.broker_connection_max_retries is None


def test_the_procfile_and_compose_start_the_same_programs():
    lines = dict(line.split(": ", 1) for line in (DEPLOY / "Procfile").read_text().splitlines())
    assert set(lines) == {"release", "web", "worker", "beat"}
    assert lines["worker"].split() == COMPOSE["services"]["worker"]["command"]
    assert lines["beat"].split()[:5] == COMPOSE["services"]["beat"]["command"][:5]
