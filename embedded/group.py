"""Servers that are started together, watched together and stopped together."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from threading import Thread

from .child import Child, ChildError
from .server import Server


class ServerGroup:
    """Servers in the order in which they were started; the end of any is the end of all."""

    def __init__(self) -> None:
        self._waves: list[Sequence[Server]] = []
        self._ended: SimpleQueue[Child] = SimpleQueue()

    @property
    def children(self) -> Iterable[Child]:
        """All child processes."""
        return (server.child for wave in self._waves for server in wave)

    def start(self, *servers: Server) -> None:
        """Start some servers (at least one) side by side; return when all of them serve.

        Raises:
            ChildError: one did not come up; the others are stopped when the group is.
        """
        self._waves.append(servers)
        with ThreadPoolExecutor(max_workers=len(servers)) as pool:
            starts = [pool.submit(server.start) for server in servers]
            try:
                for started in as_completed(starts):
                    started.result()
            except BaseException:
                self.stop()  # the pool waits for all starts: none of them shall wait any longer
                raise
        for server in servers:
            Thread(target=self._watch, args=(server.child,), daemon=True).start()

    def wait(self) -> None:
        """Wait for the end of any of them.

        Raises:
            ChildError: always; says which ended, how, and what it said last.
        """
        raise ChildError(self._ended.get().describe_end())

    def stop(self) -> None:
        """Stop them all, what was started last first."""
        for wave in reversed(self._waves):
            with ThreadPoolExecutor(max_workers=len(wave)) as pool:
                list(pool.map(lambda server: server.stop(), wave))

    def _watch(self, child: Child) -> None:
        child.wait()
        self._ended.put(child)
