"""The strict reader of ASiC-E containers: what is opened is safe to name, bounded and unambiguous.

Rules of EN 319 162-1 (ASiC) and the traps of zip: names that climb out, names that look alike,
entries that overlap or hide, bombs. The central directory is bounded before it is read.
"""

import contextlib
import hashlib
import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from shared.errors import InvalidInput, TooLarge, WhoActs
from shared.i18n import msg
from shared.signing.zip_structure import BrokenZip, check_entries, check_tail

ASIC_E = "application/vnd.etsi.asic-e+zip"
MIMETYPE = "mimetype"
META = "META-INF"
MANIFEST = "META-INF/manifest.xml"

_STEP = 1024 * 1024
_RATIO_FREE_SIZE = 1024 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_UTF8 = 0x800
_UNIX = 3


class UnusableContainer(InvalidInput):
    code = "container-unusable"
    says = msg("The container cannot be opened: {found}")
    remedy = msg("Send the container as the signing software made it, unchanged and complete.")
    who = WhoActs.SUPPLIER


class WrongContainerType(UnusableContainer):
    code = "container-type"
    says = msg("This is not an ASiC-E container: {found}")
    remedy = msg("Sign the files as ASiC-E with XAdES.")


class UnsafeName(UnusableContainer):
    code = "container-unsafe-name"
    says = msg("The container names a file in a way that is not safe: {found}")
    remedy = msg("Use plain file names, at most in folders, and make the container again.")


class AmbiguousNames(UnusableContainer):
    code = "container-ambiguous-names"
    says = msg("Two files of the container have the same name or names that look alike: {found}")
    remedy = msg("Give every file a name of its own and make the container again.")


class ContainerTooLarge(TooLarge):
    code = "container-too-large"
    says = msg("The container holds {found}; at most {expected} is accepted.")
    remedy = msg("Send fewer or smaller files, and do not compress a container again.")
    who = WhoActs.SUPPLIER


@dataclass(frozen=True, slots=True)
class ContainerLimits:
    """Caps of one container: entries, unpacked bytes, unpacked to packed, bytes of META-INF files.

    `ratio` holds for every entry larger than a megabyte and for the whole.
    """

    entries: int = 2_000
    total_size: int = 20 * 1024**3
    ratio: int = 200
    meta_size: int = 8 * 1024**2
    name_length: int = 255


DEFAULT_LIMITS = ContainerLimits()


class Container:
    """An opened ASiC-E container; data files are streamed, never held whole.

    `names` are the data files in the order of the archive, `signature_names` the signature files,
    `ignored_names` what else stands in META-INF.
    """

    def __init__(self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._entries = entries
        meta = [name for name in entries if name.startswith(f"{META}/")]
        self.names = tuple(n for n in entries if n not in {MIMETYPE, *meta})
        self.signature_names = tuple(sorted(n for n in meta if _is_signature_name(n)))
        self.ignored_names = tuple(
            n for n in meta if n != MANIFEST and n not in self.signature_names
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._archive.close()

    def size(self, name: str) -> int:
        """Unpacked bytes of one entry."""
        return self._entries[name].file_size

    def stream(self, name: str) -> Iterator[bytes]:
        """The bytes of one entry in pieces; raises UnusableContainer when they are damaged."""
        with _damage_refused(), self._archive.open(self._entries[name]) as file:
            while piece := file.read(_STEP):
                yield piece

    def read(self, name: str) -> bytes:
        """A small entry at once: a signature, the tender document."""
        return b"".join(self.stream(name))

    def digest(self, name: str, algorithm: str) -> bytes:
        """The digest of one entry by a `hashlib` name, in constant memory."""
        hasher = hashlib.new(algorithm)
        for piece in self.stream(name):
            hasher.update(piece)
        return hasher.digest()


def read_container(
    source: Path | bytes | IO[bytes], limits: ContainerLimits = DEFAULT_LIMITS
) -> Container:
    """Open a received container, or refuse it before anything is unpacked.

    (1) The end of the archive: entries and size of the directory within bounds, nothing around it.
    (2) Every entry: plain kind, safe name, within bounds, local header equal to the directory's.
    (3) All entries together: no overlap, no two names alike.
    (4) EN 319 162-1, A.1: `mimetype` first, stored, without extra field, and of type ASiC-E.

    Raises UnusableContainer and its kin, or ContainerTooLarge. A path is opened, and closed with
    the container; a file given open stays the caller's.
    """
    file: IO[bytes] | Path = io.BytesIO(source) if isinstance(source, bytes) else source
    with contextlib.ExitStack() as on_failure:
        # (1) tail
        archive = _open_archive(file, limits)
        on_failure.callback(archive.close)
        # (2) entries
        infos = archive.infolist()
        named = [(_entry_name(info, limits), info) for info in infos]
        _check_bounds(infos, limits)
        # (3) layout
        with _damage_refused():
            check_entries(_opened(archive), infos, archive.start_dir)
        _check_unambiguous([name for name, _ in named])
        # (4) media type
        _check_mimetype(archive, infos)
        on_failure.pop_all()
    return Container(archive, {name: info for name, info in named if not name.endswith("/")})


def unsafe_because(name: str, longest: int = DEFAULT_LIMITS.name_length) -> str:
    """Why a name may not stand in a container; an empty text when it may."""
    if not name or len(name) > longest:
        return "empty" if not name else f"longer than {longest} characters"
    if name.startswith("/") or "\\" in name or name[1:2] == ":":
        return "absolute or with a backslash"
    if not name.isprintable() and _has_controls(name):
        return "with control characters"
    first, *deeper = name.split("/")
    if not {"", ".", ".."}.isdisjoint((first, *deeper)):
        return "with empty or dotted segments"
    if first.casefold() == META.casefold() and first != META:
        return "like META-INF"
    return ""


def _has_controls(name: str) -> bool:
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in name)


def likeness(name: str) -> str:
    """Names with the same likeness cannot stand beside each other on every file system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_signature_name(name: str) -> bool:
    # EN 319 162-1, 4.4.3.2: META-INF/*signatures*.xml
    rest = name.removeprefix(f"{META}/")
    return "/" not in rest and "signatures" in rest.lower() and rest.lower().endswith(".xml")


@contextlib.contextmanager
def _damage_refused() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, BrokenZip, NotImplementedError) as error:
        raise UnusableContainer(found=str(error) or type(error).__name__) from None


def _open_archive(file: IO[bytes] | Path, limits: ContainerLimits) -> zipfile.ZipFile:
    with _damage_refused():
        if isinstance(file, Path):
            with file.open("rb") as opened:
                count = check_tail(opened, limits.entries)
        else:
            count = check_tail(file, limits.entries)
        if count > limits.entries:
            raise ContainerTooLarge(found=f"{count} files", expected=f"{limits.entries} files")
        return zipfile.ZipFile(file)


def _opened(archive: zipfile.ZipFile) -> IO[bytes]:
    if archive.fp is None:
        raise RuntimeError("the archive was just opened")
    return archive.fp


def _entry_name(info: zipfile.ZipInfo, limits: ContainerLimits) -> str:
    name = info.orig_filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        # older signing software writes UTF-8 without saying so
        name = _as_utf8(name)
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == _UNIX else 0
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UnsafeName(name, found=f"{name!r}: a link or device")
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
        raise UnusableContainer(name, found=f"{name!r}: encrypted or packed in an unusual way")
    is_folder = name.endswith("/") and info.file_size == 0
    if reason := unsafe_because(name.removesuffix("/") if is_folder else name, limits.name_length):
        raise UnsafeName(name, found=f"{name!r}: {reason}")
    return name


def _as_utf8(name: str) -> str:
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        raise UnsafeName(found=f"{name!r}: not UTF-8") from None


def _check_bounds(infos: list[zipfile.ZipInfo], limits: ContainerLimits) -> None:
    total = sum(info.file_size for info in infos)
    if total > limits.total_size:
        raise ContainerTooLarge(found=f"{total} bytes", expected=f"{limits.total_size} bytes")
    for info in infos:
        if info.filename.startswith(f"{META}/") and info.file_size > limits.meta_size:
            raise ContainerTooLarge(
                info.filename,
                found=f"{info.file_size} bytes in {META}",
                expected=f"{limits.meta_size} bytes",
            )
        _check_ratio(info.filename, info.file_size, info.compress_size, limits)
    _check_ratio("", total, sum(info.compress_size for info in infos), limits)


def _check_ratio(where: str, unpacked: int, packed: int, limits: ContainerLimits) -> None:
    if unpacked > _RATIO_FREE_SIZE and unpacked > packed * limits.ratio:
        raise ContainerTooLarge(
            where,
            found=f"{unpacked} bytes packed into {packed}",
            expected=f"{limits.ratio} to 1",
        )


def _check_unambiguous(names: list[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(likeness(name.removesuffix("/")), name)
        if other is not name:
            raise AmbiguousNames(name, found=f"{other!r}, {name!r}")


def _check_mimetype(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    first = min(infos, key=lambda info: info.header_offset, default=None)
    # EN 319 162-1, A.1: first in the archive, not compressed, no extra field in its header
    if first is None or first.orig_filename != MIMETYPE:
        raise WrongContainerType(found="its first file is not 'mimetype'")
    if first.compress_type != zipfile.ZIP_STORED or first.extra:
        raise WrongContainerType(MIMETYPE, found="'mimetype' is compressed or has extra fields")
    if first.file_size > len(ASIC_E):
        raise WrongContainerType(MIMETYPE, found="another media type")
    with _damage_refused():
        media_type = archive.read(first).decode("ascii", "replace")
    if media_type != ASIC_E:
        raise WrongContainerType(MIMETYPE, found=repr(media_type))
