"""Names and addresses of forms, and the archive of a period."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from dashboard.domain.forms import Form
from dashboard.domain.periods import parse_period
from dashboard.forms import (
    archive_link,
    form_link,
    form_name,
    forms_of,
    forms_out,
    parse_archive_name,
    parse_form_name,
    write_form,
    write_zip,
)
from tests.forms.filling import collecting, nothing_known, province

NOVEMBER = parse_period("2025-11")


@pytest.mark.parametrize("period", ["2025-11", "2025-Q4", "2025-H2", "2025"])
@pytest.mark.parametrize("unit", ["03388", "MTTQ_TINH"])
@pytest.mark.parametrize("form", list(Form))
def test_a_name_is_read_back_as_what_it_was_made_of(form: Form, unit: str, period: str) -> None:
    assert parse_form_name(form_name(form, unit, period)) == (form, unit, parse_period(period))
    assert form_link(form, unit, period) == f"/bieu-mau/{form_name(form, unit, period)}"


def test_the_name_of_a_form_is_the_one_people_know() -> None:
    assert form_name(Form.BM_01, "03388", "2025-11") == "BM-01_2025-11_03388.xlsx"


@pytest.mark.parametrize(
    "name",
    ["", "BM-01_2025-11_03388.xls", "BM-03_2025-11_03388.xlsx", "BM-01_2025-13_03388.xlsx", "BM-01_2025-11-01_03388.xlsx",
     "bm-01_2025-11_03388.xlsx", "BM-01_2025-11_.xlsx", "BM-01__03388.xlsx", "2025-11.zip", "../BM-01_2025-11_03388.xlsx"],
)  # fmt: skip
def test_another_name_is_none(name: str) -> None:
    assert parse_form_name(name) is None


def test_an_archive_is_named_by_its_period() -> None:
    assert archive_link("2025-Q4") == "/bieu-mau/2025-Q4.zip"
    assert parse_archive_name("2025-Q4.zip") == parse_period("2025-Q4")
    assert [parse_archive_name(name) for name in ("2025-Q5.zip", "2025-11-01.zip", "ky.zip", "2025-11.xlsx")] == [
        None
    ] * 4


def test_the_archive_holds_every_form_of_the_period_as_it_is_made_alone() -> None:
    snapshot = nothing_known(collecting())
    with ZipFile(io.BytesIO(write_zip(snapshot, NOVEMBER))) as archive:
        out = list(forms_out(collecting(), NOVEMBER))
        assert archive.namelist() == [each.name for each in out]
        assert len(out) == 58 + 1 + 58
        for each in (out[0], out[58], out[-1]):
            assert archive.read(each.name) == write_form(snapshot, each)
        assert archive.testzip() is None


def test_an_archive_of_one_form_holds_that_form_only() -> None:
    with ZipFile(io.BytesIO(write_zip(nothing_known(province()), NOVEMBER, Form.BM_01))) as archive:
        assert len(archive.namelist()) == 58
        assert {name[:5] for name in archive.namelist()} == {"BM-01"}


def test_an_archive_of_nothing_is_not_written() -> None:
    with pytest.raises(ValueError, match="2025-11"):
        write_zip(nothing_known(province()), NOVEMBER, Form.BM_02)


def test_a_unit_is_asked_first_for_its_own_figures() -> None:
    units = collecting().org_units
    assert forms_of(collecting(), units["VPUBND"], NOVEMBER) == [Form.BM_01, Form.BM_02, Form.BM_04]
    assert forms_of(collecting(), units["03388"], NOVEMBER) == [Form.BM_01, Form.BM_04]
    assert forms_of(collecting(), units["TTCNTT"], NOVEMBER) == []
