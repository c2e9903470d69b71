"""Settings: read once, refused when unsafe."""

from pathlib import Path

import pytest

from shared.settings import Settings, UnusableSetting


def test_the_defaults_run_the_embedded_installation() -> None:
    settings = Settings.from_environment({})
    assert settings.effective_database_url.startswith("sqlite+aiosqlite:///")
    assert not settings.production


def test_the_environment_is_read_by_type() -> None:
    settings = Settings.from_environment(
        {
            "QUAESTOR_PORT": "9000",
            "QUAESTOR_CONTEXTS": "enot, peppol",
            "QUAESTOR_PACKS": "a:b",
            "QUAESTOR_WORKERS_IN_PROCESS": "no",
            "QUAESTOR_CLOCK_OFFSET_FILE": "",
        }
    )
    assert settings.port == 9000
    assert settings.contexts == ("enot", "peppol")
    assert settings.packs == (Path("a"), Path("b"))
    assert settings.workers_in_process is False
    assert settings.clock_offset_file is None


@pytest.mark.parametrize(
    "environment",
    [
        {"QUAESTOR_PORT": "eighty"},
        {"QUAESTOR_PRODUCTION": "maybe"},
        {"QUAESTOR_CONTEXTS": "enot,nonsense"},
        {"QUAESTOR_PRODUCTION": "yes"},
        {
            "QUAESTOR_PRODUCTION": "yes",
            "QUAESTOR_BASE_URL": "https://buying.example",
            "QUAESTOR_CLOCK_OFFSET_FILE": "f",
        },
    ],
)
def test_what_cannot_be_used_names_the_setting(environment: dict[str, str]) -> None:
    with pytest.raises(UnusableSetting) as refused:
        Settings.from_environment(environment)
    assert str(refused.value.facts["name"]).startswith("QUAESTOR_")
