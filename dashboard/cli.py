"""The command `chitieu`: one command for people and for scripts.

Each command imports what it alone needs: of a short one half of the time is its start.
"""

from __future__ import annotations

import gc
import io
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from dashboard.catalogue import Catalogue, CatalogueError, kept_catalogue, load_catalogue
from dashboard.cli_faults import DONE, FAULTS, InputFault, UsageFault, end, tell, tell_catalogue_faults
from dashboard.cli_printing import say
from dashboard.settings import Workspace, find_workspace
from dashboard.text.formats import format_date
from loaders.directory import unknown_unit_words
from loaders.parsing.strict_dates import DateFault, parse_date

if TYPE_CHECKING:
    from dashboard.snapshot import Snapshot
    from dashboard.store.facts import Facts

# A command makes many objects, few cycles, and soon ends.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chỉ tiêu 57: theo dõi chỉ tiêu của tỉnh thực hiện Nghị quyết 57-NQ/TW.",
)

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="Thư mục có indicators.yaml; mặc định là thư mục này.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác.")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="NGÀY", help="Ngày xem số liệu.")]
KnownOnOption = Annotated[
    str | None, typer.Option("--known-on", metavar="NGÀY", help="Chỉ tính số đã nhận đến ngày này.")
]


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    day = parse_date(text)
    if isinstance(day, DateFault):
        raise UsageFault(f"«{text}» không phải ngày; hãy viết như 05/12/2025 hoặc 2025-12-05.")
    return day


def _print_json(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, label: bar.update(task, completed=done, total=total, description=label)


def _open(workspace: Workspace) -> tuple[Catalogue, Facts]:
    """The catalogue and the facts built with it. A faulty catalogue is told whole; then the last good one goes on."""
    from dashboard.store.facts import open_facts
    from loaders.standing import ensure_facts

    try:
        catalogue = load_catalogue(workspace)
    except CatalogueError as error:
        facts = open_facts(workspace)
        if facts is None:
            raise
        tell_catalogue_faults(error)
        return load_catalogue(kept_catalogue(workspace, facts.catalogue_hash)), facts
    with _progress() as progress:
        ensure_facts(workspace, catalogue, progress)
    facts = open_facts(workspace)
    if facts is None:
        raise InputFault("Chưa có số liệu. Hãy nạp báo cáo bằng «chitieu load TỆP».")
    return catalogue, facts


def _take(workspace: Workspace, as_of: str | None, known_on: str | None) -> tuple[Snapshot, Facts]:
    from dashboard.snapshot import take_snapshot
    from dashboard.submissions.reading import ledger_of

    day, known = _day(as_of), _day(known_on)
    catalogue, facts = _open(workspace)
    day = day or workspace.today(catalogue.workspace.timezone)
    return take_snapshot(facts, catalogue, day, known, ledger_of(workspace)), facts


@app.command(help="Dựng số liệu khi chưa có, rồi mở bảng điều hành trên trình duyệt.")
def run(
    workspace: WorkspaceOption = None,
    host: Annotated[str, typer.Option(help="Địa chỉ phục vụ; hiện chỉ nhận địa chỉ của chính máy này.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng phục vụ.")] = 8501,
) -> None:
    """Serves the dashboard; the facts are built first when there are none."""
    from dashboard.server import ServerRefusedError, address_refusal, serve

    space = find_workspace(workspace)
    refusal = address_refusal(host)
    if refusal:
        raise UsageFault(refusal)
    _open(space)
    try:
        serve(space, host, port)
    except ServerRefusedError as error:
        raise (UsageFault if error.usage else InputFault)(str(error)) from None


@app.command(help="Tạo một thư mục làm việc sạch để dùng thật: danh mục và danh sách, không có số liệu minh họa.")
def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục mới.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Copies the catalogue and the reference lists, nothing illustrative."""
    source = find_workspace(workspace)
    if directory.exists() and any(directory.iterdir()):
        raise InputFault(f"Thư mục «{directory}» đã có tệp. Hãy chọn một thư mục mới hoặc trống.")
    (directory / "data").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source.catalogue_path, directory / "indicators.yaml")
    shutil.copytree(source.reference, directory / "data" / "reference")
    if source.sources.is_dir():
        shutil.copytree(source.sources, directory / "sources")
    say(
        f"Đã tạo {directory}. Sửa indicators.yaml và data/reference, rồi: chitieu check --workspace {shlex.quote(str(directory))}"
    )


@app.command(help="Kiểm tra danh mục và tệp báo cáo; không ghi gì vào số liệu.")
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[TỆP]...", help="Tệp báo cáo.")] = None,
    workspace: WorkspaceOption = None,
    kind: Annotated[str | None, typer.Option("--as", metavar="LOẠI", help="bm-01, long hoặc history.")] = None,
    converts_fonts: Annotated[
        bool,
        typer.Option("--convert-fonts", help="Tệp phông chữ cũ: ghi bản chuyển sang Unicode cạnh tệp gốc để xem lại."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Checks the catalogue, files and the map of borders; a catalogue with faults is reported whole."""
    from dashboard.areas import FILE_NAME, read_areas
    from dashboard.catalogue_changes import effect_of
    from dashboard.cli_printing import print_effect, print_outcomes, print_retired
    from dashboard.store.facts import open_facts
    from dashboard.submissions.reading import ledger_of
    from loaders.faults import FaultCode
    from loaders.pipeline import check_files

    space = find_workspace(workspace)
    catalogue = _sound_catalogue(space, as_json)
    ledger_of(space)  # A journal that is not whole is told before anything is checked against it.
    with _progress() as progress:
        outcomes = check_files(space, catalogue, files or [], kind=kind, progress=progress)
    if converts_fonts:
        from loaders.parsing.font_conversion import write_converted

        for path, outcome in zip(files or [], outcomes, strict=True):
            if any(fault.code is FaultCode.FILE_FONT for fault in outcome.faults):
                tell(f"{path.name}: đã ghi bản chuyển phông {write_converted(path)}; hãy xem lại rồi mới gửi.")
    facts = open_facts(space)
    retired = facts.retired() if facts is not None else []
    if as_json:
        more = {"retired": [asdict(cell) for cell in retired]} if retired else {}
        _print_json({"files": [o.as_json() for o in outcomes], "catalogue_faults": [], **more})
    else:
        targets = sum(len(indicator.targets) for indicator in catalogue.indicators.values())
        say(f"indicators.yaml: {targets} chỉ tiêu, không có lỗi.")
        print_effect(effect_of(space, catalogue))
        print_retired(retired)
        print_outcomes(outcomes, catalogue, space, dry_run=True)
    read_areas(space.reference / FILE_NAME, catalogue.org_units)
    raise typer.Exit(FAULTS if any(o.outcome == "refused" for o in outcomes) else DONE)


@app.command(help="Nạp tệp báo cáo: mỗi tệp hoặc vào hết, hoặc không vào ô nào.")
def load(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP...", help="Tệp báo cáo.")],
    workspace: WorkspaceOption = None,
    kind: Annotated[str | None, typer.Option("--as", metavar="LOẠI", help="bm-01, long hoặc history.")] = None,
    received: Annotated[
        str | None, typer.Option("--received", metavar="NGÀY", help="Ngày nhận; mặc định hôm nay.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Loads report files, all or nothing each; the same file twice changes nothing."""
    from dashboard.cli_printing import print_outcomes
    from loaders.pipeline import load_files
    from loaders.standing import ensure_facts

    space = find_workspace(workspace)
    day = _day(received)
    try:
        catalogue = _sound_catalogue(space, as_json)
    except CatalogueError as error:
        tell_catalogue_faults(error)
        raise InputFault("Tệp báo cáo chưa được nạp; hãy sửa danh mục rồi nạp lại.") from None
    with _progress() as progress:
        ensure_facts(space, catalogue, progress)
        outcomes = load_files(space, catalogue, files, kind=kind, received=day, actor=space.operator, progress=progress)
    if as_json:
        _print_json({"files": [o.as_json() for o in outcomes], "catalogue_faults": []})
    else:
        print_outcomes(outcomes, catalogue, space, dry_run=False)
    raise typer.Exit(FAULTS if any(o.outcome == "refused" for o in outcomes) else DONE)


@app.command("rebuild", help="Dựng lại toàn bộ số liệu từ tệp đã nhận, nhật ký và danh mục.")
def rebuild_command(workspace: WorkspaceOption = None) -> None:
    """Builds the facts anew and prints the content digest."""
    from dashboard.store.facts import open_facts
    from loaders.pipeline import rebuild

    space = find_workspace(workspace)
    catalogue = load_catalogue(space)
    with _progress() as progress:
        rebuild(space, catalogue, progress)
    facts = open_facts(space)
    if facts is None:
        raise InputFault("Chưa có tệp nào được nạp, nên chưa có số liệu để dựng.")
    sys.stdout.write(facts.content_digest + "\n")


@app.command(help="In tình hình từng chỉ tiêu tại một ngày.")
def status(
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    known_on: KnownOnOption = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="MÃ", help="Chỉ một đơn vị; toàn tỉnh là mã tỉnh.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Prints the Snapshot as a table or as JSON."""
    from dashboard.cli_printing import print_status

    space = find_workspace(workspace)
    snapshot, _ = _take(space, as_of, known_on)
    rows = snapshot.rows
    if unit is not None:
        org_unit = snapshot.catalogue.resolve_unit(unit)
        if org_unit is None:
            raise InputFault(unknown_unit_words(snapshot.catalogue, unit))
        heir = snapshot.catalogue.heir(org_unit.id, snapshot.as_of) or org_unit
        if heir is not org_unit:
            tell(f"{org_unit.name} nay là {heir.name}.")
        rows = snapshot.rows_of_unit(heir.id)
    if as_json:
        _print_json(snapshot.to_json(rows))
    else:
        print_status(snapshot, rows if unit else snapshot.province_rows)


@app.command(help="Đánh giá các ví dụ trong một tệp YAML; không cần thư mục làm việc.")
def judge(
    cases: Annotated[Path, typer.Argument(metavar="TỆP.yaml", help="Tệp ví dụ.")],
    as_json: JsonOption = False,
) -> None:
    """Judges worked examples and says whether each came out as expected; a disagreement is exit status 1 for people."""
    from dashboard.cli_printing import print_case
    from dashboard.worked_examples import describe, load_cases

    known = load_cases(cases)
    found = describe(known)
    if as_json:
        _print_json(found)
        return
    expected = {case.id: case.expect for case in (*known.own_cases, *known.rollup_cases)}
    wrong = [
        print_case(result, expected[str(result["id"])]) for result in (*found["own_cases"], *found["rollup_cases"])
    ]
    say(f"{len(wrong) - sum(wrong)}/{len(wrong)} ví dụ đúng như ghi.")
    raise typer.Exit(FAULTS if any(wrong) else DONE)


@app.command(help="Xuất số liệu tại một ngày ra tệp xlsx, csv hoặc parquet.")
def export(
    out: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp ra.")],
    fmt: Annotated[str, typer.Option("--format", metavar="xlsx|csv|parquet", help="Định dạng.")] = "xlsx",
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    known_on: KnownOnOption = None,
) -> None:
    """Writes the Snapshot as a file."""
    from dashboard.exports import FORMATS

    if fmt not in FORMATS:
        raise UsageFault(f"«{fmt}» không phải định dạng; có: {', '.join(FORMATS)}.")
    space = find_workspace(workspace)
    _check_target(space, out, FORMATS[fmt].suffix)
    snapshot, facts = _take(space, as_of, known_on)
    made_at = datetime.now(ZoneInfo(snapshot.catalogue.workspace.timezone))
    out.write_bytes(FORMATS[fmt].write(snapshot, facts, made_at))
    say(f"Đã ghi {out}: {len(snapshot.rows)} dòng, số liệu ngày {format_date(snapshot.as_of)}.")


@app.command(help="Ghi biểu mẫu của một đơn vị, đã điền sẵn phần đã biết; --all: mọi biểu của kỳ vào một tệp zip.")
def form(
    period: Annotated[str, typer.Option("--period", metavar="KỲ", help="2025-11, 2025-Q4, 2025-H2 hoặc 2025.")],
    out: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp ra: .xlsx, với --all là .zip.")],
    unit: Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị.")] = None,
    kind: Annotated[
        str | None, typer.Option("--form", metavar="bm-01|bm-02|bm-04", help="Biểu nào; mặc định là biểu phải nộp.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Mọi biểu của kỳ, mọi đơn vị.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Writes one form, or all forms of a period."""
    from dashboard.forms import asking
    from dashboard.store.facts import open_facts
    from dashboard.submissions.reading import ledger_of
    from loaders.standing import ensure_facts

    if every == (unit is not None):
        raise UsageFault("cần --unit MÃ, hoặc --all cho mọi đơn vị (không dùng cả hai).")
    try:
        of, wanted = asking.asked_period(period), asking.asked_form(kind)
    except asking.UnknownForm as error:
        raise UsageFault(str(error)) from None
    space = find_workspace(workspace)
    _check_target(space, out, "zip" if every else "xlsx")
    catalogue = load_catalogue(space)
    with _progress() as progress:
        ensure_facts(space, catalogue, progress)
    today = space.today(catalogue.workspace.timezone)
    known = asking.known_of(catalogue, open_facts(space), ledger_of(space), today)
    chosen = asking.choose_forms(known, of, wanted) if unit is None else asking.choose_form(known, unit, of, wanted)
    out.write_bytes(chosen.content)
    say(f"Đã ghi {out}: {chosen.words}.")


def _check_target(workspace: Workspace, out: Path, suffix: str) -> None:
    """An export writes a new file of its own kind; it never writes over what the workspace is made of."""
    if not out.parent.is_dir():
        raise InputFault(f"Không có thư mục «{out.parent}» để ghi tệp. Hãy tạo thư mục đó, hoặc đổi --out.")
    if out.is_dir():
        raise InputFault(f"«{out}» là thư mục; hãy thêm tên tệp, ví dụ {out / f'chi-tieu.{suffix}'}.")
    if out.suffix.lower() != f".{suffix}":
        raise InputFault(f"Tên tệp «{out.name}» không hợp với định dạng {suffix}; hãy đặt tên kết thúc bằng .{suffix}.")
    if out.resolve().is_relative_to(workspace.root / "data"):
        raise InputFault("Không ghi tệp xuất vào thư mục data của nơi làm việc; hãy chọn thư mục khác.")


def _sound_catalogue(workspace: Workspace, as_json: bool) -> Catalogue:
    """The catalogue, or the end of the command with all its faults; as JSON where that was asked."""
    try:
        return load_catalogue(workspace)
    except CatalogueError as error:
        if not as_json:
            raise
        faults = [{"line": f.line, "path": f.path, "message": f.message} for f in error.faults]
        _print_json({"files": [], "catalogue_faults": faults})
        raise typer.Exit(FAULTS) from None


def main() -> None:
    """Runs a command; exit status 0 done, 1 faults in the input, 2 wrong usage, 3 broken on our side."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
    raise SystemExit(end(lambda: app(standalone_mode=False)))


if __name__ == "__main__":
    main()
