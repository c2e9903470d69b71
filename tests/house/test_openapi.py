"""The API describes itself: machines' routes alone, with money as text."""

from pathlib import Path
from typing import Any

import pytest

from shared.app import create_app
from shared.settings import Settings


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home: Path = tmp_path_factory.mktemp("home")
    return create_app(Settings(home=home)).openapi_schema.to_schema()


def test_pages_are_not_part_of_the_api(described: dict[str, Any]) -> None:
    machines = ("/api/", "/beacon/", "/oauth/")
    assert described["paths"]
    assert [path for path in described["paths"] if not path.startswith(machines)] == []


def test_every_operation_has_a_name_of_its_own(described: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for methods in described["paths"].values()
        for operation in methods.values()
    ]
    assert len(names) == len(set(names))
    assert [name for name in names if not name[0].isupper()] == []


def test_amounts_are_described_as_the_text_they_are_sent_as(described: dict[str, Any]) -> None:
    contract = described["components"]["schemas"]
    values = [
        schema["properties"]["value"]
        for name, schema in contract.items()
        if name.endswith("ContractOut") and "value" in schema.get("properties", {})
    ]
    assert values
    assert all(value["type"] == "string" for value in values)
