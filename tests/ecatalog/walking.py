"""Steps through the pages of ordering, for the tests that walk them."""

import re
from typing import Any

import httpx

from ecatalog.model import Contract

Browser = httpx.AsyncClient


async def get(browser: Browser, path: str, status: int = 200) -> str:
    answer = await browser.get(path, follow_redirects=False)
    assert answer.status_code == status, (path, answer.status_code, answer.text[-500:])
    return answer.text


async def send(browser: Browser, path: str, data: dict[str, Any], status: int = 303) -> str:
    """The next address after a redirect, or the page that came back."""
    answer = await browser.post(path, data=data, follow_redirects=False)
    assert answer.status_code == status, (path, answer.status_code, answer.text[-500:])
    return answer.headers["location"] if status == 303 else answer.text


async def upload(browser: Browser, contract: Contract, data: bytes, name: str = "c.xml") -> str:
    files = {"catalogue": (name, data, "text/xml")}
    path = f"/catalogues/{contract.id}/upload"
    answer = await browser.post(path, files=files, follow_redirects=False)
    assert answer.status_code == 303, answer.text[-500:]
    return answer.headers["location"]


def quantity_fields(page: str) -> list[str]:
    return re.findall(r'name="(quantity-[^"]+)"', page)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


async def place(browser: Browser, contract: Contract, words: str = "papier A4") -> str:
    """Walk from search to receipt; the address of the order."""
    home = f"/catalogues/{contract.id}"
    (field,) = quantity_fields(await get(browser, f"{home}/items?q={words}"))
    assert await send(browser, f"{home}/items", {field: "40"}) == f"{home}/basket"
    details = {field: "40", "reference": "KP-12", "note": "Magazijn"}
    assert await send(browser, f"{home}/basket", details) == f"{home}/check"
    check = await get(browser, f"{home}/check")
    assert "KP-12" in check
    confirmed = {
        "basket": hidden(check, "basket"),
        "expected_net": hidden(check, "expected_net"),
    }
    receipt = await send(browser, f"{home}/order", confirmed)
    assert await send(browser, f"{home}/order", confirmed) == receipt
    await get(browser, receipt)
    return receipt.removesuffix("/receipt")
