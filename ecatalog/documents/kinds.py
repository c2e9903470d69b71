"""The document kinds of ordering: names, namespaces and the identifiers of Peppol BIS 3."""

from dataclasses import dataclass

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{_UBL}CommonAggregateComponents-2"
CBC = f"{_UBL}CommonBasicComponents-2"
PREFIXES = {"cac": CAC, "cbc": CBC}


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A UBL 2.1 document as Peppol uses it.

    `root` is the element, `transaction` the number of the rules, `customization` and `profile`
    the specification and the process (OpenPeppol post-award BIS 3).
    """

    root: str
    transaction: str
    customization: str
    profile: str

    @property
    def namespace(self) -> str:
        return f"{_UBL}{self.root}-2"

    @property
    def tag(self) -> str:
        return f"{{{self.namespace}}}{self.root}"

    @property
    def identifier(self) -> str:
        """The Peppol document type identifier, without its scheme (busdox-docid-qns)."""
        return f"{self.namespace}::{self.root}##{self.customization}::2.1"

    @property
    def schema_file(self) -> str:
        """The schema inside the pack `ubl-2.1`."""
        return f"xsd/maindoc/UBL-{self.root}-2.1.xsd"

    @property
    def rules_file(self) -> str:
        """The Schematron inside the pack `peppol-2026.5` and its like."""
        return f"PEPPOLBIS-{self.transaction}.sch"


CATALOGUE = DocumentKind(
    root="Catalogue",
    transaction="T19",
    customization="urn:fdc:peppol.eu:poacc:trns:catalogue:3",
    profile="urn:fdc:peppol.eu:poacc:bis:catalogue_wo_response:3",
)
ORDER = DocumentKind(
    root="Order",
    transaction="T01",
    customization="urn:fdc:peppol.eu:poacc:trns:order:3",
    profile="urn:fdc:peppol.eu:poacc:bis:ordering:3",
)
ORDER_RESPONSE = DocumentKind(
    root="OrderResponse",
    transaction="T76",
    customization="urn:fdc:peppol.eu:poacc:trns:order_response:3",
    profile="urn:fdc:peppol.eu:poacc:bis:ordering:3",
)
KINDS = (CATALOGUE, ORDER, ORDER_RESPONSE)
