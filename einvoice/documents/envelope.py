"""Takes a document out of a Standard Business Document envelope that a sender left around it."""

from lxml import etree

from einvoice.documents import ubl
from einvoice.documents.identifiers import SBDH_NS
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.xml.parse import Element


class EmptyEnvelope(InvalidInput):
    code = "envelope-empty"
    says = msg("The envelope (SBDH) has no document inside.")
    remedy = msg("Put the invoice into the envelope, or send it without one.")
    who = WhoActs.SENDER


def is_envelope(root: Element) -> bool:
    return (ubl.namespace(root), ubl.local_name(root)) == (SBDH_NS, "StandardBusinessDocument")


def unwrap(root: Element) -> Element:
    """The business document: the root itself, or what its envelope holds; raises EmptyEnvelope.

    Rules look at absolute paths, so with the envelope left on none of them would fire and any
    document would pass.
    """
    if not is_envelope(root):
        return root
    for child in root.iterchildren(etree.Element):
        if ubl.local_name(child) != "StandardBusinessDocumentHeader":
            return unwrap(child)
    raise EmptyEnvelope(where="/StandardBusinessDocument")


def without_envelope(root: Element) -> bytes | None:
    """The inner document as bytes of its own, or None when there is no envelope."""
    if not is_envelope(root):
        return None
    return etree.tostring(unwrap(root), xml_declaration=True, encoding="UTF-8", with_tail=False)
