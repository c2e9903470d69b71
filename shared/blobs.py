"""Bytes as received: content-addressed, written once, durable before they are named.

The local store writes to a temporary file, flushes it to the disk, renames it to its SHA-256 and
flushes the folder; only then does `put` return. The S3 store uses create-only puts.
"""

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Protocol

from shared.errors import NotFound
from shared.tender import DocumentRef

CHUNK = 1024 * 1024

Content = bytes | AsyncIterator[bytes]


class BlobMissing(NotFound):
    code = "blob-missing"


class BlobStore(Protocol):
    """Where bytes live. All methods are safe to repeat."""

    async def put(self, content: Content, media_type: str) -> DocumentRef:
        """Store and return the reference; durable when it returns."""
        ...

    async def get(self, sha256: str) -> bytes:
        """The bytes; raises BlobMissing."""
        ...

    def stream(self, sha256: str) -> AsyncIterator[bytes]:
        """The bytes in chunks of at most 1 MiB; raises BlobMissing."""
        ...

    async def path(self, sha256: str) -> Path:
        """A local file with the bytes, for libraries that read files; raises BlobMissing."""
        ...


class LocalBlobs:
    """The embedded store: one file per blob below a folder, two levels of prefix folders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    async def put(self, content: Content, media_type: str) -> DocumentRef:
        if isinstance(content, bytes):
            return await asyncio.to_thread(self._put_bytes, content, media_type)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        digest = hashlib.sha256()
        size = 0
        try:
            with os.fdopen(handle, "wb") as file:
                async for chunk in content:
                    digest.update(chunk)
                    size += len(chunk)
                    await asyncio.to_thread(file.write, chunk)
                await asyncio.to_thread(_flush, file)
            await asyncio.to_thread(self._keep, Path(name), digest.hexdigest())
        except BaseException:
            await asyncio.to_thread(os.unlink, name)
            raise
        return DocumentRef(digest.hexdigest(), size, media_type)

    async def get(self, sha256: str) -> bytes:
        return await asyncio.to_thread((await self.path(sha256)).read_bytes)

    async def stream(self, sha256: str) -> AsyncIterator[bytes]:
        path = await self.path(sha256)
        with path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def path(self, sha256: str) -> Path:
        path = self._place(sha256)
        if not path.exists():
            raise BlobMissing(found=sha256)
        return path

    def _put_bytes(self, content: bytes, media_type: str) -> DocumentRef:
        sha256 = hashlib.sha256(content).hexdigest()
        handle, name = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                _flush(file)
            self._keep(Path(name), sha256)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return DocumentRef(sha256, len(content), media_type)

    def _keep(self, written: Path, sha256: str) -> None:
        place = self._place(sha256)
        if not place.parent.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            _flush_folder(place.parent.parent)
            _flush_folder(self._folder)
        # the same bytes twice are the same file: replacing it changes nothing
        written.replace(place)
        _flush_folder(place.parent)

    def _place(self, sha256: str) -> Path:
        _check_name(sha256)
        return self._folder / sha256[:2] / sha256[2:4] / sha256


def _check_name(sha256: str) -> None:
    # a name becomes part of a path: nothing but a digest may pass
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise BlobMissing(found=sha256)


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ObjectStoreBlobs:
    """Any store obstore speaks to (S3 first), with create-only puts."""

    def __init__(self, url: str, cache: Path) -> None:
        from obstore.store import from_url

        self._store = from_url(url)
        self._cache = LocalBlobs(cache)

    async def put(self, content: Content, media_type: str) -> DocumentRef:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        # the local copy gives the digest, which is the name, before the upload begins
        reference = await self._cache.put(content, media_type)
        path = await self._cache.path(reference.sha256)
        with contextlib.suppress(AlreadyExistsError):
            await obstore.put_async(self._store, reference.sha256, path, mode="create")
        return reference

    async def get(self, sha256: str) -> bytes:
        return await asyncio.to_thread((await self.path(sha256)).read_bytes)

    async def stream(self, sha256: str) -> AsyncIterator[bytes]:
        await self.path(sha256)
        async for chunk in self._cache.stream(sha256):
            yield chunk

    async def path(self, sha256: str) -> Path:
        import obstore

        _check_name(sha256)
        with contextlib.suppress(BlobMissing):
            return await self._cache.path(sha256)
        try:
            answer = await obstore.get_async(self._store, sha256)
        except FileNotFoundError:
            raise BlobMissing(found=sha256) from None
        data = bytes(await answer.bytes_async())
        await self._cache.put(data, "application/octet-stream")
        return await self._cache.path(sha256)


def make_blobs(url: str, home: Path) -> BlobStore:
    """The store the settings ask for."""
    return ObjectStoreBlobs(url, home / "blob-cache") if url else LocalBlobs(home / "blobs")
