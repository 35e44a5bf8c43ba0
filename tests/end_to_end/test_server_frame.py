"""The server's frame around a small script of the test's own: errors, the content policy, component scripts."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Response, expect

from tests.browser import Served, Viewer, axe_violations, free_port, serve, view

LAUNCH = """
import sys
from pathlib import Path
from dashboard.server import application, apply_settings, listen, run
port = int(sys.argv[2])
apply_settings("127.0.0.1", port)
run(application(Path(sys.argv[1])), listen("127.0.0.1", port))
"""
SCRIPT = '''
import streamlit as st

show = st.components.v2.component(
    "show",
    html="<p class='out'>chưa chạy</p>",
    css="""
.out { color: #1b2733; }
""",
    js="""
export default function (component) {
  component.parentElement.querySelector(".out").textContent = "đã chạy";
}
""",
)
st.title("Trang thử", anchor=False)
st.text_input("Chữ", value="<img src=x onerror=document.title='bị'>")
st.markdown("<script>document.title='bị'</script><p onclick='x()'>chữ</p>", unsafe_allow_html=True)
show()
st.text(st.query_params.get("ghi-chu", ""))
if st.query_params.get("loi"):
    raise ValueError("mật khẩu ở /srv/bi-mat")
'''


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("frame") / "work"
    root.mkdir()
    script = root / "trang.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serve(root, [sys.executable, "-c", LAUNCH, str(script), str(free_port())]) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, frame: Served) -> Iterator[Viewer]:
    window = view(browser, frame.url)
    yield window
    window.close()


def test_t36_an_error_shows_a_number_and_the_log_holds_the_rest(visitor: Viewer, frame: Served) -> None:
    page = visitor.open("/?loi=1")
    shown = page.get_by_text(
        re.compile(r"^Có lỗi, mã L-\d{4}\. Số liệu không bị thay đổi\. Báo quản trị kèm mã này\.$")
    )
    expect(shown).to_be_visible()
    number = re.search(r"L-\d{4}", shown.inner_text())
    assert number
    body = page.locator("body").inner_text()
    assert not re.search(r"mật khẩu|bi-mat|ValueError|Traceback|\.py", body)
    log = frame.log.read_text(encoding="utf-8")
    assert f"reference {number.group()}" in log
    assert "ValueError: mật khẩu ở /srv/bi-mat" in log


def test_the_policy_stops_a_script_put_into_the_page(visitor: Viewer) -> None:
    page = visitor.open()
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.intruded = true";
          document.body.append(script);
        }"""
    )
    assert page.evaluate("() => window.intruded") is None
    assert any("Content Security Policy" in complaint for complaint in visitor.complaints)


def test_a_component_s_own_script_runs_under_the_policy(visitor: Viewer) -> None:
    page = visitor.open()
    expect(page.get_by_text("đã chạy")).to_be_visible()
    assert visitor.complaints == []


def test_markup_in_a_text_changes_nothing_outside_it(visitor: Viewer) -> None:
    page = visitor.open()
    assert page.title() != "bị"


def test_check_37_the_page_is_vietnamese(visitor: Viewer) -> None:
    assert visitor.open().evaluate("() => document.documentElement.lang") == "vi"


def test_a_page_cannot_be_put_into_a_frame(browser: Browser, frame: Served) -> None:
    window = view(browser, frame.url, is_fresh=True)
    with window.page.expect_console_message(lambda said: "frame" in said.text.lower()):
        window.page.set_content(f'<iframe src="{frame.url}/"></iframe>')
    assert all(not inner.url.startswith(frame.url) for inner in window.page.frames)
    window.close()


def test_the_accessibility_check_sees_a_picture_without_a_name(visitor: Viewer) -> None:
    page = visitor.open()
    assert axe_violations(page) == []
    page.evaluate(
        "() => { const i = new Image(); i.src = '/favicon.png'; document.querySelector('main, body').append(i); }"
    )
    assert any(found.startswith("image-alt") for found in axe_violations(page))


def test_scripts_arrive_packed(visitor: Viewer) -> None:
    packed: dict[str, str] = {}

    def note(answer: Response) -> None:
        packed[answer.url] = answer.headers.get("content-encoding", "")

    visitor.page.on("response", note)
    visitor.open()
    visitor.page.remove_listener("response", note)
    scripts = {url: how for url, how in packed.items() if url.endswith((".js", ".css"))}
    assert len(scripts) > 20
    assert set(scripts.values()) == {"gzip"}


def test_streamlit_s_own_words_are_vietnamese(visitor: Viewer) -> None:
    page = visitor.open()
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("Bỏ qua đến nội dung chính")
    page.locator("[data-testid=stTextInput] input").fill("abc")
    expect(page.get_by_text("Nhấn Enter để áp dụng")).to_be_visible()


def test_t04_a_typed_text_is_not_translated(visitor: Viewer) -> None:
    page = visitor.open("/?ghi-chu=Open")
    expect(page.get_by_test_id("stMain").get_by_text("Open", exact=True)).to_be_visible()
