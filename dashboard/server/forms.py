"""The route of the report forms: a form by its file name, or all forms of a period, made when asked for."""

from __future__ import annotations

import threading
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.app_pages._session import take_day
from dashboard.catalogue import load_catalogue
from dashboard.domain.task_reports import TaskReport
from dashboard.forms import (
    FORM_PATH,
    XLSX_TYPE,
    ZIP_TYPE,
    FormOut,
    bare_snapshot,
    forms_of,
    forms_out,
    parse_archive_name,
    parse_form_name,
    write_form,
    write_zip,
)
from dashboard.settings import find_workspace
from dashboard.snapshot import Snapshot
from dashboard.submissions.reading import ledger_of

# One at a time: all forms of a period take a second of processor.
_making = threading.Lock()


def send_form(request: Request) -> Response:
    """The form or the archive named in the path, filled in as far as known today. 404 for every other name."""
    name: str = request.path_params["name"]
    found = _archive(name) if name.endswith(".zip") else _form(name)
    if found is None:
        sentence = "Không có biểu mẫu này. Hãy tải lại từ trang «Nộp báo cáo»."
        return PlainTextResponse(sentence, status_code=404, headers={"Cache-Control": "no-store"})
    content, media_type = found
    headers = {
        "Content-Disposition": f"attachment; filename=\"{quote(name)}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def _form(name: str) -> tuple[bytes, str] | None:
    asked = parse_form_name(name)
    if asked is None:
        return None
    form, unit_id, period = asked
    snapshot, task_reports = _known_today()
    unit = snapshot.catalogue.org_units.get(unit_id)
    if unit is None or form not in forms_of(snapshot.catalogue, unit, period):
        return None
    with _making:
        return write_form(snapshot, FormOut(form, unit, period), task_reports), XLSX_TYPE


def _archive(name: str) -> tuple[bytes, str] | None:
    period = parse_archive_name(name)
    if period is None:
        return None
    snapshot, task_reports = _known_today()
    if next(forms_out(snapshot.catalogue, period), None) is None:
        return None
    with _making:
        return write_zip(snapshot, period, task_reports=task_reports), ZIP_TYPE


def _known_today() -> tuple[Snapshot, list[TaskReport]]:
    """The pages' own Snapshot of today, and what was said of tasks; nothing known before anything has been reported."""
    workspace = find_workspace()
    today = workspace.today()
    taken = take_day(today)
    if taken is None:
        return bare_snapshot(load_catalogue(workspace), today, ledger_of(workspace)), []
    facts, snapshot = taken
    return snapshot, facts.task_reports()


FORM_ROUTE = Route(f"{FORM_PATH}{{name}}", send_form)
