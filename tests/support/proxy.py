"""A network that can fail: TCP between a client and a server, which tests pause and cut."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from perdure.embedded.ports import LOOPBACK

_CHUNK = 65_536


class Proxy:
    """Passes on what it hears on a port of its own, both ways.

    Args:
        target: the port of the server behind it.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._connect, LOOPBACK, 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def pause(self) -> None:
        """Let nothing through; connections stay open, as when a cable is out for a moment."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def resume(self) -> None:
        """Let everything through again, also what was held back."""
        self._loop.call_soon_threadsafe(self._flowing.set)

    def drop(self) -> None:
        """Cut every connection; new ones are let through."""
        self._loop.call_soon_threadsafe(self._cut)

    def run(self) -> None:
        """Pass on until `close`; runs in a thread of its own."""
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    def close(self) -> None:
        """Let `run` end."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _end(self) -> None:
        self._server.close()
        self._cut()
        await asyncio.gather(*self._pumps)

    def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._flowing.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            writer.transport.abort()
            return
        for one, other in ((reader, far_writer), (far_reader, writer)):
            self._writers.add(other)
            pump = asyncio.create_task(_pump(one, other, self._flowing))
            self._pumps.add(pump)
            pump.add_done_callback(lambda _, writer=other: self._writers.discard(writer))
            pump.add_done_callback(self._pumps.discard)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flowing: asyncio.Event) -> None:
    """Pass on in one direction until one of the two ends."""
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            await flowing.wait()
            writer.write(data)
            await writer.drain()
    writer.close()


@contextmanager
def proxied(port: int) -> Iterator[Proxy]:
    """A proxy in front of a server while the block runs.

    Args:
        port: of the server.
    """
    proxy = Proxy(port)
    thread = threading.Thread(target=proxy.run, name="proxy", daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.resume()
        proxy.close()
        thread.join()
