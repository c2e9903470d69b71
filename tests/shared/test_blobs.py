"""Blobs: named by their digest, written once, flushed before they are named."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.blobs import BlobMissing, BlobStore, LocalBlobs, ObjectStoreBlobs


@pytest.fixture(params=["local", "object store"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "local":
        return LocalBlobs(tmp_path / "blobs")
    # obstore's own file backend stands in for S3: the same calls, the same create-only puts
    (tmp_path / "bucket").mkdir()
    return ObjectStoreBlobs((tmp_path / "bucket").as_uri(), tmp_path / "cache")


async def test_bytes_come_back_as_they_were(blobs: BlobStore) -> None:
    reference = await blobs.put(b"an invoice", "application/xml")
    assert reference.sha256 == hashlib.sha256(b"an invoice").hexdigest()
    assert reference.size == 10
    assert await blobs.get(reference.sha256) == b"an invoice"


async def test_a_stream_is_stored_in_pieces(blobs: BlobStore) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 700_000

    reference = await blobs.put(pieces(), "application/octet-stream")
    read = b"".join([chunk async for chunk in blobs.stream(reference.sha256)])
    assert read == b"x" * 2_100_000 and reference.size == 2_100_000


async def test_the_same_bytes_twice_are_one_blob(blobs: BlobStore) -> None:
    assert await blobs.put(b"same", "a/b") == await blobs.put(b"same", "a/b")


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
async def test_an_unknown_or_hostile_name_is_missing(blobs: BlobStore, name: str) -> None:
    with pytest.raises(BlobMissing):
        await blobs.get(name)


async def test_a_broken_upload_leaves_nothing(tmp_path: Path) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await LocalBlobs(tmp_path).put(breaks(), "a/b")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


async def test_content_and_folder_are_flushed_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = LocalBlobs(tmp_path)
    steps: list[str] = []
    flush, rename = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        kind = "folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file"  # noqa: PTH112  a descriptor, not a path
        steps.append(f"flush {kind}")
        flush(handle)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    await blobs.put(b"bid", "a/b")
    assert steps.index("flush file") < steps.index("rename")
    assert steps[-1] == "flush folder"
