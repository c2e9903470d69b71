"""What can be wrong with a pack, its manifest, its archive or its download: one class each."""

from typing import ClassVar

from shared.errors import Conflict, InvalidInput, NotFound, QuaestorError, TooLarge, WhoActs
from shared.i18n import msg


class PackAbsent(NotFound):
    code: ClassVar[str] = "pack-absent"
    says: ClassVar[str] = msg("The pack {name} is not installed.")
    remedy: ClassVar[str] = msg("Import it with `quaestor packs add` or `quaestor packs sync`.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class PackUnknown(NotFound):
    code: ClassVar[str] = "pack-unknown"
    says: ClassVar[str] = msg("No manifest names a pack {name}.")
    remedy: ClassVar[str] = msg("`quaestor packs list` shows the names.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class ManifestUnusable(InvalidInput):
    """`found` is the reader's or our own plain remark, in English like the file itself."""

    code: ClassVar[str] = "pack-manifest"
    says: ClassVar[str] = msg("The manifest {file} cannot be used: {found}.")
    remedy: ClassVar[str] = msg("Correct the manifest, or take it out of the packs folder.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


# importing ----------------------------------------------------------------------------------------


class NotRecognised(InvalidInput):
    code: ClassVar[str] = "pack-not-recognised"
    says: ClassVar[str] = msg("{name} holds no pack that a manifest knows.")
    remedy: ClassVar[str] = msg(
        "Take the official download unchanged, or describe your own pack in manifest.toml "
        "in the packs folder."
    )
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class PackIncomplete(InvalidInput):
    code: ClassVar[str] = "pack-incomplete"
    says: ClassVar[str] = msg(
        "{name} is not the whole pack {pack}: {absent} of {all} files are missing or changed, "
        "the first is {found}."
    )
    remedy: ClassVar[str] = msg("Take the official download of this version, unchanged.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class OnlyWholeDownload(InvalidInput):
    code: ClassVar[str] = "pack-only-download"
    says: ClassVar[str] = msg("{name} is not the unchanged download of the pack {pack}.")
    remedy: ClassVar[str] = msg(
        "Its single files have no known digests: give the archive as it was published at {address}."
    )
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class FolderTaken(Conflict):
    code: ClassVar[str] = "pack-folder-taken"
    says: ClassVar[str] = msg("The folder {folder} exists and was not put there by Quaestor.")
    remedy: ClassVar[str] = msg("Look what it holds, move it away and repeat the command.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class FolderUnwritable(QuaestorError):
    code: ClassVar[str] = "pack-folder-unwritable"
    says: ClassVar[str] = msg("The packs folder {folder} cannot be written: {found}.")
    remedy: ClassVar[str] = msg("Look at the rights of the folder and at the space on its disk.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class NotPutHere(Conflict):
    code: ClassVar[str] = "pack-not-put-here"
    says: ClassVar[str] = msg("Quaestor did not put the pack {name} into {folder}.")
    remedy: ClassVar[str] = msg("Take the folder away yourself if nothing needs it.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class PacksBusy(Conflict):
    code: ClassVar[str] = "packs-busy"
    says: ClassVar[str] = msg("Another command is still changing the packs in {folder}.")
    remedy: ClassVar[str] = msg("Wait until it has ended and repeat the command.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


# archives -----------------------------------------------------------------------------------------


class ArchiveUnreadable(InvalidInput):
    code: ClassVar[str] = "pack-archive-unreadable"
    says: ClassVar[str] = msg("{name} is no folder, zip, jar, tar, tar.gz or tar.xz, or is broken.")
    remedy: ClassVar[str] = msg("Fetch the archive again from its official address.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class ArchiveNameUnsafe(InvalidInput):
    code: ClassVar[str] = "pack-archive-name"
    says: ClassVar[str] = msg("{name} was refused: it holds a file name that leads out of it.")
    remedy: ClassVar[str] = msg("Do not use this archive; fetch it from its official address.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class ArchiveHoldsLinks(InvalidInput):
    code: ClassVar[str] = "pack-archive-link"
    says: ClassVar[str] = msg("{name} was refused: it holds links or devices, not files alone.")
    remedy: ClassVar[str] = msg("Do not use this archive; fetch it from its official address.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class ArchiveTooLarge(TooLarge):
    code: ClassVar[str] = "pack-archive-too-large"
    says: ClassVar[str] = msg("{name} was refused: unpacked it is larger than any pack.")
    remedy: ClassVar[str] = msg("Do not use this archive; fetch it from its official address.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


# downloads ----------------------------------------------------------------------------------------


class DownloadFailed(QuaestorError):
    """Base of all that can go wrong with one address; what was fetched so far may be kept."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "pack-download"
    says: ClassVar[str] = msg("{address} could not be fetched.")
    remedy: ClassVar[str] = msg(
        "Repeat the command; if it fails again, fetch the file by hand and import it with "
        "`quaestor packs add FILE`."
    )
    who: ClassVar[WhoActs] = WhoActs.NETWORK


class AddressUnreachable(DownloadFailed):
    code: ClassVar[str] = "pack-address-unreachable"
    says: ClassVar[str] = msg("{address} does not answer, or the connection breaks off.")


class AnswerUnusable(DownloadFailed):
    code: ClassVar[str] = "pack-answer"
    says: ClassVar[str] = msg("{address} gives an answer that cannot be used ({found}).")


class RedirectRefused(DownloadFailed):
    code: ClassVar[str] = "pack-redirect"
    says: ClassVar[str] = msg("{address} leads on to {found}, which is not followed.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class DownloadTooSlow(DownloadFailed):
    code: ClassVar[str] = "pack-download-slow"
    says: ClassVar[str] = msg("{address} sends so slowly that the download was ended.")


class DownloadTooLarge(DownloadFailed):
    code: ClassVar[str] = "pack-download-large"
    says: ClassVar[str] = msg("{address} sends more than a pack can be; the download was ended.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class DigestWrong(DownloadFailed):
    code: ClassVar[str] = "pack-digest"
    says: ClassVar[str] = msg("What {address} sent is not the file that the manifest pins.")
    remedy: ClassVar[str] = msg(
        "Nothing was unpacked. Look on the publisher's page whether the file was replaced; "
        "if so, wait for a new manifest or add an entry of your own."
    )
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class NothingToFetch(NotFound):
    code: ClassVar[str] = "pack-not-fetched"
    says: ClassVar[str] = msg("The pack {name} is not fetched by this product.")
    remedy: ClassVar[str] = msg(
        "Fetch it by hand at {address} and import it with `quaestor packs add FILE`."
    )
    who: ClassVar[WhoActs] = WhoActs.OPERATOR
