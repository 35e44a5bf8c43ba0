"""Who may change the facts, and where versions lie."""

from __future__ import annotations

import os
import threading
import time
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from dashboard.settings import Workspace
from dashboard.store.facts import StoreBusy, hold_facts
from dashboard.store.versions import facts_file
from tests.store.processes import FORKED


def _hold(workspace: Workspace, held: Event, seconds: float) -> None:
    with hold_facts(workspace):
        held.set()
        time.sleep(seconds)


def _holder(workspace: Workspace, seconds: float) -> BaseProcess:
    held = FORKED.Event()
    process = FORKED.Process(target=_hold, args=(workspace, held, seconds))
    process.start()
    assert held.wait(60)
    return process


def test_b80_who_waits_in_vain_is_told_which_process_holds_the_facts(workspace: Workspace) -> None:
    process = _holder(workspace, 60)
    with pytest.raises(StoreBusy, match=f"số hiệu {process.pid}"), hold_facts(workspace, patience=0.1):
        pass
    process.kill()
    process.join()
    with hold_facts(workspace, patience=1):
        assert (workspace.facts / ".lock").read_text(encoding="ascii") == str(os.getpid())


def test_b80_who_waits_long_enough_goes_on(workspace: Workspace) -> None:
    process = _holder(workspace, 0.3)
    with hold_facts(workspace, patience=30):
        pass
    process.join()


def test_holding_may_be_nested(workspace: Workspace) -> None:
    with hold_facts(workspace), hold_facts(workspace, patience=0):
        pass
    with hold_facts(workspace, patience=0):
        pass


def test_another_thread_waits_too(workspace: Workspace) -> None:
    refused: list[str] = []

    def try_to_hold() -> None:
        try:
            with hold_facts(workspace, patience=0.1):
                refused.append("held")
        except StoreBusy as fault:
            refused.append(str(fault))

    with hold_facts(workspace):
        thread = threading.Thread(target=try_to_hold)
        thread.start()
        thread.join()
    assert len(refused) == 1 and str(os.getpid()) in refused[0]


@pytest.mark.parametrize("text", ["", "../current", "0123456789abcdeF", "0123456789abcdef0", "'; DROP TABLE x; --"])
def test_only_a_facts_id_names_a_version(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        facts_file(Workspace(tmp_path), text)
