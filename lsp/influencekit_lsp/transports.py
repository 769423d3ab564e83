"""Serves one client over stdin and stdout, TCP or a WebSocket, and ends when that client goes.

pygls' own servers for TCP and WebSockets stay when their client has gone, so these are ours.
"""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from pygls.io_ import run_async, run_websocket

ALIVE = 5.0
"""Seconds between two looks at whether the process that started us is still there."""
log = logging.getLogger("influencekit")


def serve(server: Any, transport: str, host: str, port: int) -> None:
    """Serve one client; return when it is gone, with nothing left running."""
    if transport == "stdio":
        try:
            server.start_io()
        finally:
            server.session.end()
    else:
        asyncio.run(_LISTEN[transport](server, host, port))


async def _tcp(server: Any, host: str, port: int) -> None:
    done = asyncio.Event()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listening.close()  # one client, and no second one that would see what the first has open
        server.protocol.set_writer(writer)
        await run_async(
            stop_event=threading.Event(),
            reader=reader,
            protocol=server.protocol,
            logger=log,
            error_handler=server.report_server_error,
        )
        done.set()

    listening = await asyncio.start_server(client, host, port)
    _tell(listening.sockets[0].getsockname())
    await _until(done, server)


async def _websocket(server: Any, host: str, port: int) -> None:
    from websockets.asyncio.server import serve as listen  # noqa: PLC0415 - of the three, the rarest

    done = asyncio.Event()

    async def client(connection: Any) -> None:
        if server.protocol.writer is not None:
            return
        await run_websocket(
            stop_event=threading.Event(),
            websocket=connection,
            protocol=server.protocol,
            logger=log,
            error_handler=server.report_server_error,
        )
        done.set()

    async with listen(client, host, port, max_size=None, origins=[None]) as listening:
        _tell(next(iter(listening.sockets)).getsockname())
        await _until(done, server)


_LISTEN: dict[str, Callable[[Any, str, int], Coroutine[Any, Any, None]]] = {
    "tcp": _tcp,
    "ws": _websocket,
}


def _tell(address: Any) -> None:
    """Say where to connect: the port may have been any that is free."""
    sys.stderr.write(f"listening on {address[0]}:{address[1]}\n")
    sys.stderr.flush()


async def _until(done: asyncio.Event, server: Any) -> None:
    """Wait for the client to go, or for the process that it named as its own to end."""
    try:
        while not done.is_set():
            try:
                await asyncio.wait_for(done.wait(), ALIVE)
            except TimeoutError:
                if server.process_id and not _alive(server.process_id):
                    break
    finally:
        server.session.end()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
