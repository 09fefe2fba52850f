"""Runs what reads the files of strangers in a child process, with limits that hold.

A parser in C cannot be interrupted from Python, and a file of 400 bytes can ask for all memory
there is (threats.md C.3). So the work is done by a child that the kernel stops: its alarm clock
ends it after `SECONDS`, its address space ends at `MEMORY` above what it began with. A file that
is too heavy costs its own record, and the next one gets a new child.

A nursery, forked before there are threads, makes the children: it waits for the child to die,
says so in its place and makes another.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from knowledge.model import NoaberError

SECONDS = 20.0  # for one file
MEMORY = 768 * 1024 * 1024  # bytes for one file, above what the program itself takes
PREPARED = "crawlers.confined.PREPARED"  # stands, among arguments, for what was prepared
_NO_MEMORY = 77  # exit status of a child that ran out of memory
Call = tuple[Callable[..., Any], tuple[Any, ...]]


class TooHeavy(NoaberError):
    """A file took more time or memory than one file may have; the text says which, in Dutch."""

    code = "too-heavy"


class Confined:
    """Calls functions in a child process; one at a time. To be made before there are threads.

    `prepare` is called once in the nursery; what it gives is there in each child, where `PREPARED`
    stands for it among the arguments of a call.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        prepare: Callable[[], Any] | None = None,
    ) -> None:
        self.patience = seconds + 30  # after which the nursery itself must be in trouble
        self._ours, theirs = Pipe()
        self._nursery = os.fork()
        if not self._nursery:
            self._ours.close()
            _keep_children(theirs, seconds, memory, prepare() if prepare else None)
        theirs.close()
        with contextlib.suppress(OSError):  # the nursery may have done so already
            os.setpgid(self._nursery, self._nursery)
        self._thread = ThreadPoolExecutor(1, "confined")

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function of a module with arguments that can be pickled; see `call`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self.call, function, *arguments)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Give what the function gives, or raise what it raises.

        Raises TooHeavy where it took too much, or brought its process down.
        """
        try:
            self._ours.send((function, arguments))
            if not self._ours.poll(self.patience):
                raise TooHeavy("het lezen van dit bestand kwam niet tot een einde")
            good, result = self._ours.recv()
        except (EOFError, OSError) as error:
            raise TooHeavy("het proces dat bestanden leest is weggevallen") from error
        if not good:
            raise result
        return result

    def close(self) -> None:
        """Stop the child and its nursery, whatever they are doing."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.killpg(self._nursery, signal.SIGKILL)
            os.waitpid(self._nursery, 0)
        self._thread.shutdown()
        self._ours.close()


def _keep_children(line: Connection, seconds: float, memory: int, prepared: Any) -> NoReturn:
    """Make one child after another until there is no more to do; never gives back."""
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)  # Ctrl-C is for the parent, which stops this group
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        child = os.fork()
        if not child:
            _work(line, seconds, memory, prepared)
        status = os.waitpid(child, 0)[1]
        if status == 0:
            os._exit(0)
        try:
            line.send((False, TooHeavy(_cause(status))))
        except OSError:
            os._exit(0)


def _cause(status: int) -> str:
    """Say of what a child died."""
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _NO_MEMORY:
        return "het bestand vraagt bij het lezen te veel geheugen"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return "het lezen van het bestand duurt te lang"
    return "het bestand brengt het programma dat het leest tot stilstand"


def _work(line: Connection, seconds: float, memory: int, prepared: Any) -> NoReturn:
    """Answer calls until the line closes; never gives back."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit(memory)
    while True:
        try:
            function, arguments = line.recv()
        except (EOFError, OSError):
            os._exit(0)
        arguments = tuple(prepared if one == PREPARED else one for one in arguments)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = _answer(function, arguments)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            line.send_bytes(answer)
        except OSError:
            os._exit(0)


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """Give the pickled result of a call; what runs out of memory ends the child."""
    try:
        try:
            return pickle.dumps((True, function(*arguments)))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised again on the other side
            return pickle.dumps((False, error))
    except MemoryError:
        os._exit(_NO_MEMORY)
    except BaseException:  # noqa: BLE001 - it cannot be sent, or asks to exit: the child must end
        os._exit(1)


def _limit(memory: int) -> None:
    """Close the address space above what is in use, where the kernel tells how much that is."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return
    most = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
