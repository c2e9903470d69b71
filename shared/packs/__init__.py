"""Official rule and schema packs: known by a manifest, imported by the operator, never shipped.

    packs = Packs(settings.pack_folders)
    packs.file("ubl-2.1", "xsd/maindoc/UBL-Order-2.1.xsd")      a path, or PackAbsent
    packs.manifest.pack("peppol-2026.5")                        dates, licence, addresses, digests

`manifest.toml` here says what is known; one in an operator's packs folder adds to it.
"""

from shared.packs.folders import Packs, PackState
from shared.packs.manifest import Manifest, Pack
from shared.packs.refusals import PackAbsent

__all__ = [
    "Manifest",
    "Pack",
    "PackAbsent",
    "PackState",
    "Packs",
]
