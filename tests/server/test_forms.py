"""The route of the forms: a form or an archive under its name, and one refusal for everything else."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import httpx
import openpyxl
import pytest
import streamlit as st
from starlette.applications import Starlette

from dashboard.domain.forms import Form
from dashboard.forms import XLSX_TYPE, ZIP_TYPE, archive_link, form_link
from dashboard.server.forms import FORM_ROUTE
from tests.exports.awkward import awkward
from tests.forms.filling import columns_of, rows_of, sheet_of
from tests.store.examples import new_workspace


def get(path: str) -> httpx.Response:
    """Asks the route by itself, without a server around it."""
    transport = httpx.ASGITransport(Starlette(routes=[FORM_ROUTE]))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser test of the same worker keeps a loop running in this thread
        return elsewhere.submit(asyncio.run, ask()).result()


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A workspace with a few reports."""
    awkward(tmp_path)
    monkeypatch.setenv("CHITIEU_WORKSPACE", str(tmp_path / "workspace"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("reports")
def test_a_form_comes_as_attachment_under_its_name_filled_in_and_is_kept_nowhere() -> None:
    answer = get(form_link(Form.BM_01, "01273", "2025-12"))
    name = "BM-01_2025-12_01273.xlsx"
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (XLSX_TYPE, "no-store")
    sheet = sheet_of(openpyxl.load_workbook(io.BytesIO(answer.content)))
    assert sheet.cell(rows_of(sheet)["so-hoa"], columns_of(sheet)["Kỳ trước"]).value == "52,4% (11/21)\ntháng 11/2025"


@pytest.mark.usefixtures("reports")
def test_all_forms_of_a_period_come_as_one_archive() -> None:
    answer = get(archive_link("2025-12"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, ZIP_TYPE)
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 5


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    "name",
    ["BM-01_2025-12_99999.xlsx", "BM-02_2025-12_01273.xlsx", "BM-04_2025-12_01273.xlsx", "BM-01_2025-13_01273.xlsx",
     "BM-01_2025-12_UBND.xlsx", "BM-01_2025-12_01273.xls", "2024.zip", "2025-12.exe", "indicators.yaml", ".xlsx", ".zip"],
)  # fmt: skip
def test_a_name_that_is_no_form_of_that_unit_is_not_found(name: str) -> None:
    answer = get(f"/bieu-mau/{name}")
    assert (answer.status_code, answer.text) == (404, "Không có biểu mẫu này. Hãy tải lại từ trang «Nộp báo cáo».")


def test_forms_go_out_before_anything_has_been_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_workspace(tmp_path / "workspace")
    monkeypatch.setenv("CHITIEU_WORKSPACE", str(tmp_path / "workspace"))
    st.cache_resource.clear()
    answer = get(form_link(Form.BM_01, "01273", "2025-11"))
    st.cache_resource.clear()
    assert answer.status_code == 200
