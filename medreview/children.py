"""Child processes that end with us, so that neither Ctrl-C nor `kill -9` leaves anything behind.

On Linux the kernel signals a child whose parent has ended (`die_with_parent`). Everywhere a small shell, the
keeper, reads from a pipe whose other end we hold: it closes when we end, even by -9, and then the keeper
makes sure of the process it was told of and removes its directory.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_KEEPER = """
alive() { kill -0 "$1" && ! grep -q ") Z" "/proc/$1/stat"; }
while read -r line; do watched=$line; done
if [ -n "$watched" ]; then
    kill -INT "$watched"
    tries=0
    while [ $tries -lt 50 ] && alive "$watched"; do sleep 0.1; tries=$((tries + 1)); done
    kill -KILL "$watched"
fi
rm -rf "$1"
"""


def die_with_parent(signum: int) -> Callable[[], None] | None:
    """A `preexec_fn`: the child gets `signum` when the thread that starts it ends, however. Linux only.

    subprocess calls it after changing the user, which matters: the kernel forgets the signal at a change.
    """
    parent = os.getpid()

    def arm() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:
            os._exit(1)

    return arm if _libc else None


class Keeper:
    """The shell that outlives us for a moment, to end one process and remove one directory."""

    def __init__(self, directory: str = "") -> None:
        self._shell = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", _KEEPER, "keeper", directory],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            bufsize=0,
        )

    def watch(self, pid: int) -> None:
        """Name the process to end when we do."""
        self._shell.stdin.write(b"%d\n" % pid)

    def dismiss(self) -> None:
        """The process has ended: forget it, and wait until the directory is gone. May be called twice."""
        if not self._shell.stdin.closed:
            self._shell.stdin.write(b"\n")
            self._shell.stdin.close()
            self._shell.wait()


def end(processes: Iterable[subprocess.Popen], *steps: tuple[int, float]) -> None:
    """Send all of them the signal of each step in turn, and give them its seconds to end."""
    for signum, seconds in steps:
        running = [process for process in processes if process.poll() is None]
        for process in running:
            process.send_signal(signum)
        deadline = time.monotonic() + seconds
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))


def end_with_parent() -> None:
    """From now on we are asked to end (SIGTERM) when our own parent has ended. Linux only."""
    if _libc:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def adopt_orphans() -> None:
    """From now on the children of a child that dies become ours, for `bury_orphans`. Linux only."""
    if _libc:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def bury_orphans() -> None:
    """Kill all children that are left, theirs too, and wait for them. Call it last. Linux only."""
    mine = Path(f"/proc/self/task/{os.getpid()}/children")
    while mine.exists() and (left := mine.read_text().split()):
        for pid in left:
            os.kill(int(pid), signal.SIGKILL)
            os.waitpid(int(pid), 0)
