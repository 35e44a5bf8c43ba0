"""The committed JSON Schema, by which editors complete `indicators.yaml`."""

import json
from pathlib import Path

from dashboard.catalogue import catalogue_json_schema

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "data" / "reference" / "indicators.schema.json"


def test_the_committed_schema_is_the_generated_one() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == catalogue_json_schema()


def test_the_first_line_of_the_catalogue_names_the_schema() -> None:
    first = (ROOT / "indicators.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA.relative_to(ROOT).as_posix()}"


def test_the_schema_asks_for_a_value_and_refuses_unknown_keys() -> None:
    target = catalogue_json_schema()["$defs"]["FileTarget"]
    assert "value" in target["required"]
    assert target["additionalProperties"] is False


def test_the_schema_accepts_a_scope_as_word_or_list() -> None:
    scope = catalogue_json_schema()["$defs"]["FileTarget"]["properties"]["scope"]
    assert [choice["type"] for choice in scope["anyOf"]] == ["string", "array"]
