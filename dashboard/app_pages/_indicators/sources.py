"""Where each value comes from: file, sheet, cell, who sent and who took it, day received, and what it took the place of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from dashboard.app_pages._rows import actual_words, shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.detail import SourceRow
from dashboard.domain.forms import Form
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import Kind
from dashboard.snapshot import SnapshotRow
from dashboard.store.facts import Vintage
from dashboard.submissions.ledger import Submission, SubmissionState
from dashboard.text.formats import capital, format_date, format_parts, format_short, period_name
from dashboard.text.sentences import format_actual
from dashboard.text.words import actor_name

_MOST = 12
_PENDING = (SubmissionState.WAITING, SubmissionState.REFUSED)


def source_rows(session: Session, row: SnapshotRow) -> tuple[list[SourceRow], str]:
    """The newest periods first, and what was left out in words. A pooled value names its files; one reporter its cells."""
    snapshot = session.snapshot
    only = row.feeders[0] if len(row.feeders) == 1 else None
    vintages = session.facts.vintages(row.indicator.id, only, until=snapshot.as_of, known_on=snapshot.known_on)
    feeders = set(row.feeders)
    known = [v for v in vintages if v.org_unit_id in feeders]
    pending = _pending(session, row)
    rows = _pooled(row, known, pending) if row.is_pooled else _singles(session, row, known, pending)
    left = len(rows) - _MOST
    notes = [f"Còn {left} dòng cũ hơn; xem trong tệp xuất."] if left > 0 else []
    if row.is_pooled and rows:
        notes.append(
            "Xem từng ô: mở một đơn vị ở bảng «Theo đơn vị», hoặc trang tính «Nguồn số liệu» của tệp Xuất (.xlsx)."
        )
    return rows[:_MOST], " ".join([*notes, *_first_reports(row, known, pending)])


def _pending(session: Session, row: SnapshotRow) -> dict[str, list[Submission]]:
    """Files of the feeding units that wait for approval or to be mended, by period."""
    found: dict[str, list[Submission]] = defaultdict(list)
    frequency, feeders = row.indicator.frequency, set(row.feeders)
    for each in session.ledger.submissions:
        load = each.load
        if each.state not in _PENDING or load.unit not in feeders or load.received > session.as_of:
            continue
        if load.period and parse_period(load.period).frequency is frequency:
            found[load.period].append(each)
    return found


def _pending_words(files: Iterable[Submission]) -> str:
    """`Có tệp BN-0313 chờ duyệt`; several are counted."""
    known = list(files)
    if not known:
        return ""
    if len(known) > 1:
        return f"Có {len(known)} tệp chờ duyệt hoặc chờ sửa"
    [one] = known
    waits = "chờ duyệt" if one.state is SubmissionState.WAITING else f"chờ sửa {max(1, one.load.rejected)} ô"
    return f"Có tệp {one.load.receipt} {waits}"


def _first_reports(row: SnapshotRow, known: list[Vintage], pending: dict[str, list[Submission]]) -> list[str]:
    """Files of periods of which nothing is in yet, newest first: no row can carry the mark."""
    there = {v.period_id for v in known}
    periods = sorted((parse_period(each) for each in pending if each not in there), reverse=True)
    return [
        f"{capital(period_name(each))}: {_pending_words(pending[each.id]).replace('Có', 'có', 1)}."
        for each in periods[:3]
    ]


def _value(row: SnapshotRow, vintage: Vintage) -> str:
    if row.indicator.kind is Kind.MILESTONE:
        return format_actual(vintage.value, row.terms)
    return format_short(vintage.value, row.unit, row.terms.decimals)


def _singles(
    session: Session, row: SnapshotRow, known: list[Vintage], pending: dict[str, list[Submission]]
) -> list[SourceRow]:
    """One row a vintage; each says what it took the place of, the newest of a period what waits to take its own."""
    newest_of = {v.period_id: v for v in reversed(known)}
    before = {(v.period_id, v.vintage_number): v for v in known}
    rows: list[SourceRow] = []
    for vintage in known:
        replaced = before.get((vintage.period_id, vintage.vintage_number - 1))
        order = f"lần {vintage.vintage_number}" + (", tạm tính" if vintage.provisional else "")
        if replaced is not None and replaced[4:7] != vintage[4:7]:
            order += f", thay {_figure(row, replaced)}"
        is_newest = newest_of[vintage.period_id] is vintage
        rows.append(
            SourceRow(
                capital(period_name(parse_period(vintage.period_id))),
                _value(row, vintage),
                format_parts(vintage.numerator, vintage.denominator),
                _place(vintage),
                format_date(vintage.received),
                order,
                row.judgement.numbers.observed_on == vintage.period_end and is_newest,
                _hands(session, vintage),
                _pending_words(pending.get(vintage.period_id, ())) if is_newest else "",
            )
        )
    return rows


def _figure(row: SnapshotRow, vintage: Vintage) -> str:
    """`59/140`, or the value where it has no parts."""
    if vintage.denominator is None:
        return _value(row, vintage)
    return format_parts(vintage.numerator, vintage.denominator)


def _hands(session: Session, vintage: Vintage) -> str:
    """`BN-0312, Xã Bum Nưa gửi, người vận hành nhận`. A table of many units does not say who sent it."""
    record = session.ledger.accepted.get(vintage.sha256)
    if record is None:
        return ""
    own_form = vintage.org_unit_id if record.form == Form.BM_01 else ""
    sender = session.catalogue.org_units.get(record.unit or own_form)
    sent = f", {shown_name(sender)} gửi" if sender is not None else ""
    return f"{record.receipt}{sent}, {actor_name(record.actor)} nhận"


def _place(vintage: Vintage) -> str:
    sheet = f"trang «{vintage.sheet}», " if vintage.sheet else ""
    cell = vintage.cell if vintage.cell.startswith("dòng") else f"ô {vintage.cell}"
    return f"{vintage.file_name}, {sheet}{cell}"


def _pooled(row: SnapshotRow, vintages: list[Vintage], pending: dict[str, list[Submission]]) -> list[SourceRow]:
    by_day: dict[date, list[Vintage]] = defaultdict(list)
    for vintage in vintages:
        by_day[vintage.period_end].append(vintage)
    rows: list[SourceRow] = []
    for day in sorted((d for d in by_day if d in row.pools), reverse=True):
        pooled, found = row.pools[day], by_day[day]
        files = {v.sha256: v for v in found}
        revised = sum(v.vintage_number > 1 for v in found)
        one = next(iter(files.values()))
        place = _place(found[0]) if len(found) == 1 else f"{len(files)} tệp, {len(found)} ô, như {one.file_name}"
        waiting = [each for period_id in {v.period_id for v in found} for each in pending.get(period_id, ())]
        rows.append(
            SourceRow(
                format_date(day),
                actual_words(row)
                if row.latest and row.latest.date == day
                else format_short(pooled.value, row.unit, row.terms.decimals),
                format_parts(pooled.numerator, pooled.denominator),
                place,
                f"đến {format_date(max(v.received for v in found))}",
                f"{revised} số đã sửa" if revised else "lần 1",
                row.latest is not None and row.latest.date == day,
                newer=_pending_words(waiting),
            )
        )
    return rows
