"""Viewers without a browser: Streamlit's own messages over its websocket, timed from request to the last byte."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

THINK_SECONDS = (1.0, 3.0)


@dataclass(frozen=True)
class Visit:
    """What one viewer asks for: a page by its path without slash, and a query string."""

    page: str = ""
    query: str = ""


async def open_session(url: str) -> ClientConnection:
    """A new session of the dashboard at this URL."""
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    return await connect(address, origin=Origin(url), max_size=None, compression=None)


async def rerun(session: ClientConnection, visit: Visit) -> float:
    """Seconds from asking for a page to the message that its script has ended, all content before it received."""
    state = ClientState(query_string=visit.query, page_name=visit.page)
    started = time.perf_counter()
    await session.send(BackMsg(rerun_script=state).SerializeToString())
    while True:
        message = ForwardMsg.FromString(await session.recv(decode=False))
        if message.WhichOneof("type") == "script_finished":
            return time.perf_counter() - started


async def _view(url: str, visits: Sequence[Visit], until: float, seed: int) -> list[float]:
    chance = random.Random(seed)
    session = await open_session(url)
    await rerun(session, chance.choice(visits))
    taken: list[float] = []
    while time.perf_counter() < until:
        await asyncio.sleep(chance.uniform(*THINK_SECONDS))
        taken.append(await rerun(session, chance.choice(visits)))
    await session.close()
    return taken


async def _crowd(url: str, visits: Sequence[Visit], viewers: int, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    taken = await asyncio.gather(*(_view(url, visits, until, seed) for seed in range(viewers)))
    return sorted(one for of_viewer in taken for one in of_viewer)


async def _alone(url: str, visit: Visit, times: int) -> list[float]:
    session = await open_session(url)
    await rerun(session, visit)
    taken = [await rerun(session, visit) for _ in range(times)]
    await session.close()
    return sorted(taken)


def _run(viewing: Coroutine[None, None, list[float]]) -> list[float]:
    """In a thread of its own: playwright's loop already runs in the calling one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, viewing).result()


def crowd(url: str, visits: Sequence[Visit], viewers: int = 20, seconds: float = 20) -> list[float]:
    """Sorted seconds of every rerun of this many viewers who think 1 to 3 seconds between two; first pages left out."""
    return _run(_crowd(url, visits, viewers, seconds))


def alone(url: str, visit: Visit, times: int = 40) -> list[float]:
    """Sorted seconds of reruns of one page by one viewer; the first is left out."""
    return _run(_alone(url, visit, times))
