"""«Hướng dẫn»: what the words and rules mean, how figures add up, what stands behind them, and worked examples."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from dashboard.app_pages import _panel
from dashboard.app_pages._session import Session
from dashboard.charts.bullet import bullet_key
from dashboard.charts.markup import Markup, badge, el, frame, note, section, status_words, sub
from dashboard.charts.overview import side_by_side
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.judgement import RULES_VERSION
from dashboard.domain.status import Status
from dashboard.text.formats import format_date
from dashboard.text.words import ASSUMED, STATUS_WORDS

TITLE = "Hướng dẫn"
_NAMED = {words.word: status for status, words in STATUS_WORDS.items()}
EXAMPLES = Path(__file__).with_name("examples.csv")

_RULES = (
    (
        "Hai câu hỏi",
        "Số thực hiện đang ở đâu so với kế hoạch tại đúng ngày của số đó? Tốc độ có đủ cho phần còn lại không?",
    ),
    ("Kế hoạch đến kỳ", "Đường thẳng từ số gốc lúc bắt đầu đến mục tiêu lúc đến hạn; có mốc giữa thì đi qua mốc."),
    ("Chậm mấy tháng", "Lấy ngày mà kế hoạch đòi đúng số đang có, so với ngày của số đó."),
    ("Đúng tiến độ", "Không kém kế hoạch và tốc độ gần đây từ 95% mức cần trở lên."),
    (
        "Chậm tiến độ",
        "Kém kế hoạch và tốc độ dưới 60% mức cần; hoặc đã quá nửa thời gian mà phần còn lại cần nhanh hơn kỳ tốt nhất từng đạt.",
    ),
    (
        "Có nguy cơ",
        "Các trường hợp còn lại. Chỉ tiêu tiến dần theo kế hoạch: trước 25% thời gian, xấu nhất là có nguy cơ.",
    ),
    (
        "Giữ mức đang có",
        "Ba báo cáo gần nhất đều đạt là đúng tiến độ; có lần không đạt là có nguy cơ; đều không đạt, hoặc mức tốt nhất của dao động thường thấy cũng không đạt, là chậm, dù mới bắt đầu.",
    ),
    (
        "Mức trần",
        "Giữ nhịp này mà cả kỳ vượt trần là có nguy cơ; vượt quá 125% mức trần, khi đã qua 25% thời gian, là chậm. Đã vượt trần là không đạt ngay.",
    ),
    ("Trở lại màu tốt", "Xấu đi thì báo ngay; tốt lên phải vượt kế hoạch rõ rệt mới bỏ cảnh báo."),
    ("Đạt", "Chỉ tiêu lũy kế: đạt là ghi nhận ngay. Chỉ tiêu đo lại từng kỳ: chỉ kết luận vào ngày đến hạn."),
    (
        "Không đạt",
        "Qua hạn, đã có số tại hạn hoặc hết hạn nộp số đó, mà không đạt mục tiêu; hoặc vượt mức trần. So trên số chưa làm tròn: 44,96 không phải 45.",
    ),
    (
        "Quá hạn báo cáo",
        "Thiếu báo cáo đến hạn chỉ che trạng thái tốt, không che trạng thái xấu. Ngày hạn nộp vẫn là đúng hạn.",
    ),
    ("Không có con số hoặc không có hạn", "Vẫn theo dõi và hiện số, nhưng không bao giờ chuyển thành quá hạn."),
)

_SUMS = (
    ("Tỷ lệ toàn tỉnh", "Tổng tử số chia tổng mẫu số của các đơn vị đã nộp cùng kỳ; không lấy trung bình các tỷ lệ."),
    (
        "Đơn vị chưa nộp",
        "Ghi rõ «35/38 xã, phường đã báo cáo» và khoảng giá trị khi nộp đủ. Dưới 80% mẫu số thì chưa đánh giá.",
    ),
    (
        "Đếm chỉ tiêu",
        "Đếm theo từng văn bản, từng hạn: một việc giao ở hai văn bản là hai chỉ tiêu. Ở trang «Xã, phường» mỗi việc đếm một lần, theo hạn gần nhất.",
    ),
    ("Thiếu không phải là 0", "Ô trống, kỳ chưa nộp và «không phát sinh» đều không tính là 0."),
    (
        "Được gia hạn, được miễn",
        "Đơn vị được gia hạn chỉ quá hạn sau ngày mới của mình; đơn vị được miễn không phải nộp kỳ đó. Số của tỉnh vẫn theo hạn chung.",
    ),
    ("Số sửa lại", "Số mới thay số cũ, số cũ vẫn xem được; mỗi số ghi tệp, trang, ô và ngày nhận."),
    ("Trước 01/07/2025", "Số theo huyện không chia về xã được, nên đường của xã, phường bắt đầu từ 01/07/2025."),
)

_LOOKING = (
    (
        "Xem một ngày khác",
        "Gõ ngày vào ô «Ngày» trên thanh đầu trang: màn hình chỉ tính các kỳ đã kết thúc và số đã nhận đến ngày đó.",
    ),
    (
        "Xem một đơn vị",
        "Chọn ở ô «Phạm vi». Cơ quan: chỉ tiêu chủ trì và chỉ tiêu phải báo cáo; xã, phường: chỉ tiêu phải báo cáo.",
    ),
    (
        "Việc của ai",
        "Trang «Cơ quan»: chỉ tiêu chủ trì, nhiệm vụ, báo cáo của từng cơ quan; việc chung và việc chưa gán ai có dòng riêng, cộng lại bằng toàn tỉnh. Nhiệm vụ «Hết hạn, chưa báo cáo» là chưa biết đã xong hay chưa; «Quá hạn» là báo cáo nói chưa xong.",
    ),
    (
        "Xã nào kéo xuống",
        "Trang «Xã, phường»: bản đồ ô, bảng nhiệt, xếp hạng, biểu đồ nhỏ. Bấm một ô để mở xã đó. «So sánh công bằng» cho biết chênh lệch nào chỉ do mẫu số nhỏ.",
    ),
    (
        "Còn thiếu bao nhiêu",
        "Trang một chỉ tiêu, mục «Để đạt kế hoạch đến kỳ»: cần thêm bao nhiêu, đơn vị nào giữ phần thiếu, nếu đạt thì toàn tỉnh lên mức nào. Phép tính này không đổi trạng thái.",
    ),
    (
        "Dự báo trên biểu đồ",
        "Đường «nếu giữ tốc độ hiện nay» kéo dài tốc độ giữa của sáu kỳ gần nhất; dải màu là khoảng giữa của các tốc độ đã thấy. Dự báo không đổi trạng thái.",
    ),
    (
        "So hai ngày, tìm nhanh",
        "«Chọn ngày khác» ở mục «Thay đổi so với tháng trước» so hai ngày bất kỳ. Ô «Tìm» trên mọi trang tìm chỉ tiêu, đơn vị, nhiệm vụ, có dấu hay không dấu.",
    ),
    ("Gửi cho người khác", "«Sao chép liên kết» giữ ngày, phạm vi và bộ lọc: người nhận thấy đúng những con số đó."),
)

_REPORTING = (
    (
        "Nạp báo cáo",
        "Trang «Nạp tệp»: chọn tệp, xem từng ô sai và từng số thay đổi, rồi mới ghi. Một ô sai thì cả tệp chờ sửa, số cũ giữ nguyên. Bằng lệnh: chitieu check TỆP, chitieu load TỆP.",
    ),
    (
        "Nộp báo cáo",
        "Trang «Nộp báo cáo» của đơn vị: tải biểu mẫu đã điền sẵn, điền ô số, gửi tệp. Tệp gửi chờ duyệt, duyệt rồi số mới được tính.",
    ),
    (
        "Danh mục",
        "Chỉ tiêu, mục tiêu và đơn vị báo cáo nằm trong tệp indicators.yaml; chitieu check chỉ ra từng lỗi theo dòng.",
    ),
)


def show(session: Session) -> None:
    """Draws the page."""
    _panel.show(draw(session), key="huong-dan")


def draw(session: Session) -> Markup:
    """The page as one block."""
    statuses = table(
        "Các trạng thái",
        [Column("Trạng thái", width=180), Column("Khi nào")],
        [Row((badge(s), w.meaning)) for s, w in STATUS_WORDS.items() if s is not Status.NOT_COMPARABLE],
        css="mid",
    )
    bullet = note(bullet_key(), "Dải đậm: kế hoạch đến kỳ. Dải nhạt: đến mục tiêu.")
    words = section("Đọc màn hình", statuses, bullet)
    rules = section("Vì sao có trạng thái đó", _explained(_RULES, "Quy tắc"), note=f"Bộ quy tắc {RULES_VERSION}")
    sums = section("Số của tỉnh được cộng thế nào", _explained(_SUMS, "Trường hợp"))
    looking = section("Xem số liệu", _explained(_LOOKING, "Việc", "Cách làm"))
    reporting = section("Nộp và nạp báo cáo", _explained(_REPORTING, "Việc", "Cách làm"))
    top = side_by_side([words, rules], [reporting, sums])
    return frame(el("div", top, looking, _documents(session), _examples(), class_="rows"))


def _explained(pairs: tuple[tuple[str, str], ...], title: str, meaning: str = "Nghĩa là") -> Markup:
    rows = [Row((el("b", status_words(_NAMED[name]) if name in _NAMED else name), text)) for name, text in pairs]
    return table(title, [Column(title, width=150), Column(meaning)], rows)


def _documents(session: Session) -> Markup:
    """The plan documents, and what in them is our reading."""
    catalogue = session.catalogue
    rows: list[Row] = []
    for key, document in catalogue.plan_documents.items():
        targets = [t for i in catalogue.indicators.values() for t in i.targets if t.document == key]
        assumed = sum(bool(t.assumed) for t in targets)
        issuer = catalogue.org_units.get(document.issuer)
        number = document.number or sub("văn bản để trống số")
        issued = format_date(document.issued) if document.issued else sub("văn bản để trống ngày")
        told = f"{len(targets)} chỉ tiêu" + (f"; {assumed} có phần {ASSUMED}" if assumed else "")
        rows.append(Row((document.title, number, issued, issuer.name if issuer else document.issuer, told)))
    columns = [Column("Văn bản"), Column("Số"), Column("Ngày"), Column("Cơ quan ban hành"), Column("Chỉ tiêu")]
    return section("Danh mục: văn bản và chỉ tiêu", table("Văn bản giao chỉ tiêu", columns, rows))


@cache
def _example_rows() -> tuple[tuple[str, ...], ...]:
    with EXAMPLES.open(encoding="utf-8", newline="") as stream:
        return tuple(tuple(row) for row in csv.reader(stream))


def _examples() -> Markup:
    titles, *rows = _example_rows()
    shown = table("Ví dụ", [Column(title) for title in titles], [Row(row) for row in rows])
    said = f"{len(rows)} ví dụ, là bộ kiểm tra mà phần mềm phải đúng từng dòng. Số liệu trong ví dụ là số giả định."
    return section("Ví dụ", note(said), el("details", el("summary", "Xem các ví dụ"), shown, id="vi-du"))
