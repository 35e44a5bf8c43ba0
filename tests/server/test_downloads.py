"""The download route: the day's file under its own name, and short refusals for everything else."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import openpyxl
import pytest
import streamlit as st
from starlette.applications import Starlette

from dashboard.app_pages._session import take_day
from dashboard.exports import FORMATS
from dashboard.server.downloads import DOWNLOAD_ROUTE
from tests.exports.awkward import AS_OF, awkward, csv_rows

DAY = AS_OF.isoformat()


class Client:
    """Asks the route by itself, without a server around it."""

    def get(self, path: str, day: str) -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=[DOWNLOAD_ROUTE]))

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.get(path, params={"ngay": day})

        with ThreadPoolExecutor(
            1
        ) as elsewhere:  # a browser test of the same worker keeps a loop running in this thread
            return elsewhere.submit(asyncio.run, ask()).result()


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The route by itself, over a workspace with a few reports."""
    awkward(tmp_path)
    monkeypatch.setenv("CHITIEU_WORKSPACE", str(tmp_path / "workspace"))
    st.cache_resource.clear()
    yield Client()
    st.cache_resource.clear()


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_file_of_a_day_comes_as_attachment_under_its_name_and_is_kept_nowhere(client: Client, fmt: str) -> None:
    answer = client.get(f"/tai/CB_NQ57_{DAY}.{fmt}", DAY)
    name = f"CB_NQ57_{DAY}.{fmt}"
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert answer.headers["content-type"] == FORMATS[fmt].media_type
    assert answer.headers["cache-control"] == "no-store"


def test_the_file_holds_the_rows_of_the_pages_own_snapshot(client: Client) -> None:
    answer = client.get(f"/tai/CB_NQ57_{DAY}.csv", DAY)
    taken = take_day(AS_OF)
    assert taken is not None
    assert take_day(AS_OF) == taken
    asked = [(row.target.id, row.org_unit.id) for row in taken[1].rows]
    assert [(row["target_id"], row["org_unit_id"]) for row in csv_rows(answer.content)] == asked


def test_the_workbook_says_when_it_was_made_in_the_time_of_the_province(client: Client) -> None:
    answer = client.get(f"/tai/CB_NQ57_{DAY}.xlsx", DAY)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.properties.created is not None
    told = {row[0]: row[1] for row in book["Đọc trước"].iter_rows(values_only=True)}
    hours = (int(str(told["Lập lúc"])[:2]) - book.properties.created.hour) % 24
    assert hours == 7


@pytest.mark.parametrize(
    ("name", "day"),
    [
        (f"CB_NQ57_{DAY}.xlsx", "2025-12-09"),
        (f"cb_nq57_{DAY}.xlsx", DAY),
        (f"CB_NQ57_{DAY}.exe", DAY),
        (f"CB_NQ57_{DAY}", DAY),
        ("indicators.yaml", DAY),
        (".xlsx", DAY),
    ],
)
def test_a_name_that_is_not_that_day_s_file_is_not_found(client: Client, name: str, day: str) -> None:
    answer = client.get(f"/tai/{name}", day)
    assert (answer.status_code, answer.text[:17]) == (404, "Không có tệp này.")


@pytest.mark.parametrize("day", ["", "05/12/2025", "2025-02-30", "0001-01-01", "9999-12-31", "hôm nay"])
def test_a_day_that_is_none_is_refused_in_vietnamese(client: Client, day: str) -> None:
    answer = client.get(f"/tai/CB_NQ57_{DAY}.xlsx", day)
    assert (answer.status_code, answer.text) == (400, "Ngày trong địa chỉ không đúng; cần viết như ngay=2025-12-05.")


def test_without_facts_there_is_nothing_to_send(tmp_path: Path, client: Client) -> None:
    for file in (tmp_path / "workspace" / "data" / "facts").iterdir():
        if file.is_file():
            file.unlink()
    st.cache_resource.clear()
    answer = client.get(f"/tai/CB_NQ57_{DAY}.xlsx", DAY)
    assert (answer.status_code, answer.text) == (404, "Chưa có số liệu để xuất.")
