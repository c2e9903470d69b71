"""The gateway's tests run the transport and invoicing alone."""

from dataclasses import replace

import pytest

from shared.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, contexts=("peppol", "einvoice"))
