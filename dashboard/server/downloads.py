"""The download route: the picture of a day as a file, made when it is asked for."""

from __future__ import annotations

import threading
from datetime import date, datetime
from pathlib import PurePosixPath
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.app_pages._session import take_day
from dashboard.exports import FORMATS, file_name

FIRST_YEAR, LAST_YEAR = 2000, 2100

# Made one at a time: a workbook takes a second of processor, and pages should not wait for twenty of them.
_making = threading.Lock()


def send_download(request: Request) -> Response:
    """The file named in the path, of the day `ngay` (ISO) of the query. 404 for a name that is not that day's file, 400 for a day that is none."""
    name: str = request.path_params["name"]
    form = FORMATS.get(PurePosixPath(name).suffix.removeprefix("."))
    if form is None:
        return _refusal("Không có tệp này. Hãy tải lại từ mục «Xuất» trên trang.", 404)
    day = _day(request.query_params.get("ngay", ""))
    if day is None:
        return _refusal("Ngày trong địa chỉ không đúng; cần viết như ngay=2025-12-05.", 400)
    taken = take_day(day)
    if taken is None:
        return _refusal("Chưa có số liệu để xuất.", 404)
    facts, snapshot = taken
    if name != file_name(snapshot, form.suffix):
        return _refusal("Không có tệp này. Hãy tải lại từ mục «Xuất» trên trang.", 404)
    with _making:
        content = form.write(snapshot, facts, datetime.now(ZoneInfo(snapshot.catalogue.workspace.timezone)))
    headers = {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=form.media_type, headers=headers)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _refusal(sentence: str, status: int) -> Response:
    return PlainTextResponse(sentence, status_code=status, headers={"Cache-Control": "no-store"})


DOWNLOAD_ROUTE = Route("/tai/{name}", send_download)
