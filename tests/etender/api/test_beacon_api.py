"""The beacon speaks drand's HTTP and gives no round before its time."""

import datetime as dt

from litestar import Litestar
from litestar.testing import AsyncTestClient

from etender.sealing.chain import BeaconSignature, ChainInfo
from tests.etender.story import Story

Client = AsyncTestClient[Litestar]


async def chain_of(client: Client) -> ChainInfo:
    (name,) = (await client.get("/beacon/chains")).json()
    return ChainInfo.from_dict((await client.get(f"/beacon/{name}/info")).json())


async def test_a_round_is_refused_until_its_time_and_verifies_then(
    client: Client, story: Story
) -> None:
    chain = await chain_of(client)
    number = chain.round_at(story.deadline)
    path = f"/beacon/{chain.hash}/public/{number}"
    story.clock.set(story.deadline - dt.timedelta(milliseconds=1))
    early = await client.get(path)
    assert (early.status_code, early.json()["type"]) == (425, "urn:quaestor:round-not-due")
    assert "signature" not in early.json()
    story.clock.set(story.deadline)
    answer = await client.get(path)
    assert answer.status_code == 200
    assert BeaconSignature.from_dict(chain, answer.json()).round == number
    assert "immutable" in answer.headers["cache-control"]


async def test_latest_is_never_a_round_of_the_future(client: Client, story: Story) -> None:
    chain = await chain_of(client)
    latest = (await client.get(f"/beacon/{chain.hash}/public/latest")).json()
    assert chain.time_of(latest["round"]) <= story.clock.now()
    health = (await client.get(f"/beacon/{chain.hash}/health")).json()
    assert health == {"current": latest["round"], "expected": latest["round"]}


async def test_odd_rounds_and_foreign_chains_are_not_found(client: Client, story: Story) -> None:
    chain = await chain_of(client)
    for number in ("0", "-1", "x", "1e3", "²", str(2**63)):
        assert (await client.get(f"/beacon/{chain.hash}/public/{number}")).status_code == 404
    assert (await client.get(f"/beacon/{'0' * 64}/info")).status_code == 404


async def test_a_round_beyond_the_calendar_is_not_due(client: Client, story: Story) -> None:
    chain = await chain_of(client)
    assert (await client.get(f"/beacon/{chain.hash}/public/{2**63 - 1}")).status_code == 425
