"""Every page and state that people meet, opened in a browser and read once for all the checks on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from dashboard.charts import palette
from tests.browser import LAPTOP, Viewer, axe_violations, settle

NAMES: dict[str, str] = {
    "overview": "/",
    "overview of a commune": "/?pv=03466",
    "list": "/chi-tieu",
    "list of a commune, filtered": "/chi-tieu?pv=03466&tt=can-xu-ly",
    "list, nothing found": "/chi-tieu?tim=khong-co-gi-nhu-the",
    "list, address not understood": "/chi-tieu?pv=zz&ngay=zz&tt=zz&nhom=zz&cq=zz",
    "a rate of many units": "/chi-tieu?ct=so-hoa-ho-so&mt=T-000-11",
    "a count of units": "/chi-tieu?ct=lanh-dao-khkt",
    "a sum": "/chi-tieu?ct=ban-lom-song",
    "less is better": "/chi-tieu?ct=dvctt-khong-phat-sinh",
    "a milestone": "/chi-tieu?ct=he-thong-giam-sat",
    "a range": "/chi-tieu?ct=chuyen-gia-dau-nganh",
    "no number in the plan": "/chi-tieu?ct=phu-song-6g",
    "no report yet": "/chi-tieu?ct=kinh-te-so-grdp",
    "met after the due day": "/chi-tieu?ct=ban-hanh-ke-hoach",
    "one commune": "/chi-tieu?ct=so-hoa-ho-so&pv=03466",
    "before the first report": "/?ngay=2024-01-01",
    "an agency": "/co-quan?cq=VPUBND",
    "agencies in another order, a group": "/co-quan?cq=NHOM_SBN&xep=qua-han",
    "what a search found": "/tim?q=so+hoa",
    "what changed between two days": "/thay-doi?tu=2025-10-01&den=2025-12-05",
    "guide": "/huong-dan",
    "choosing files": "/nap",
    "whose report": "/nop",
    "reports of a commune that is late": "/nop?pv=03439",
    "reports of an agency": "/nop?pv=VPUBND",
    "reports of a commune, another day": "/nop?pv=03466&ngay=2025-11-02",
    "who has sent what": "/tinh-hinh-nop",
    "who has sent what, quarters, late only": "/tinh-hinh-nop?loai=quy&cham=co",
    "who has sent what, one commune": "/tinh-hinh-nop?pv=03466",
    "who has sent what, address not understood": "/tinh-hinh-nop?bieu=zz&loai=zz&ky=zz&xep=zz&duyet=zz",
    "periods": "/ky-bao-cao",
    "map of communes": "/xa-phuong",
    "map of communes, its table and one commune": "/xa-phuong?bang=co&ten=co&xa=03466",
    "map of communes, no due date": "/xa-phuong?ct=bao-cao-nq57&xa=03463",
    "real map of communes": "/xa-phuong?ten=that&xa=03442",
    "heat table": "/xa-phuong?xem=nhiet&xa=03463",
    "ranking": "/xa-phuong?xem=hang",
    "ranking of all, fair comparison": "/xa-phuong?xem=hang&het=co&phieu=co&xa=03442",
    "ranking, units counted": "/xa-phuong?xem=hang&ct=lanh-dao-khkt",
    "small panels": "/xa-phuong?xem=nho",
    "small panels, each on its scale": "/xa-phuong?xem=nho&ct=ban-lom-song&trang=3&thang=rieng&xa=03466",
    "communes, address not understood": "/xa-phuong?xem=zz&ct=zz&xa=zz&nhom=zz&ten=zz&xep=zz",
    "one period": "/ky-bao-cao?ky=2025-11",
}
_MEASURE = (Path(__file__).with_name("measure.js")).read_text(encoding="utf-8")
_WHEN = """() => {
  const when = document.querySelector(".page-frame .when");
  return [when.innerText, when.getBoundingClientRect().bottom];
}"""
_OPEN_LISTS = "() => document.querySelectorAll('details:not(.drop)').forEach(list => list.open = true)"
_SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
  .map(box => box.scrollWidth - box.clientWidth)"""
_PAINT = {
    "bands": [palette.BAND_PLAN, palette.BAND_TARGET, palette.BAND_REST],
    "marks": [palette.ACTUAL, palette.PLAN],
}


@dataclass(frozen=True)
class Visit:
    """What one look at a page gave: `when` is the line «Số liệu đến» and where it ends; the rest as measure.js tells it."""

    path: str
    when: tuple[str, float]
    axe: list[str]
    read: dict[str, Any]
    sideways: list[int]
    requests: list[str]
    complaints: list[str]

    @property
    def text(self) -> str:
        """All that is said on the page, its labels and titles too."""
        return "\n".join(self.read["texts"])


@dataclass
class Visits:
    """The looks of one window, each made when first asked for."""

    window: Viewer
    made: dict[str, Visit] = field(default_factory=dict)

    def __call__(self, name: str) -> Visit:
        if name not in self.made:
            self.made[name] = self._visit(NAMES[name])
        return self.made[name]

    def _visit(self, path: str) -> Visit:
        window = self.window
        for noted in (window.requests, window.sockets, window.complaints):
            noted.clear()
        window.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        page = window.open(path)
        drawn(page, path)
        when = page.evaluate(_WHEN)
        page.evaluate(_OPEN_LISTS)
        read, axe = page.evaluate(_MEASURE, _PAINT), axe_violations(page)
        page.set_viewport_size({"width": LAPTOP[0] // 2, "height": LAPTOP[1] // 2})
        settle(page)
        sideways = page.evaluate(_SIDEWAYS)
        requests = [*window.requests, *window.sockets]
        return Visit(path, (when[0], when[1]), axe, read, sideways, requests, list(window.complaints))


def has_chart(path: str) -> bool:
    """Whether it is the address of one indicator's page."""
    return "/chi-tieu?" in path and "ct=" in path


def drawn(page: Page, path: str) -> None:
    """Wait for the chart of an indicator's page, or of the fair comparison."""
    if has_chart(path) or "phieu=co" in path:
        page.wait_for_selector(".js-plotly-plot .main-svg")
        settle(page)


def measure(page: Page) -> dict[str, Any]:
    """The record of measure.js for the page as it stands."""
    return page.evaluate(_MEASURE, _PAINT)


def go(page: Page, act: Callable[[], object]) -> None:
    """Do something that changes the address once, and wait until its page is drawn: the frame names the address, so it is new."""
    before = page.url
    page.evaluate("() => { document.querySelector('.page-frame').dataset.before = 'true'; }")
    act()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector(".page-frame:not([data-before])")
    settle(page)
    drawn(page, page.url)
