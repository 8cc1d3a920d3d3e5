"""All settings in one file, driven by the environment. `docs/` has the reference; defaults suit `make run`."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
