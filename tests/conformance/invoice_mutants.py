"""Changes good invoices a little, at random but the same for the same seed, to see rules fail."""

import copy
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from shared.xml.parse import Element, parse

# values at the edges of what rules demand, by element or attribute name
EDGES: dict[str, tuple[str, ...]] = {
    "CustomizationID": (
        "urn:cen.eu:en16931:2017",
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0#conformant#x",
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0",
    ),
    "ProfileID": (
        "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
        "urn:fdc:peppol.eu:2017:poacc:billing:02:1.0",
        "urn:fdc:peppol.eu:2017:poacc:billing:1:1.0",
        "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0",
        "urn:peppol:bis:billing_with_response",
        "urn:peppol:bis:selfbilling",
        "urn:peppol:france:billing:regulated",
        "urn:peppol:france:billing:non-regulated",
    ),
    "InvoiceTypeCode": ("380", "326", "384", "389", "261", "325", "381", "877", "71", "751"),
    "CreditNoteTypeCode": ("381", "396", "81", "83", "532", "380", "261", "308", "420"),
    "DocumentCurrencyCode": ("EUR", "SEK", "eur"),
    "TaxCurrencyCode": ("EUR", "SEK", "NOK", "DKK"),
    "currencyID": ("EUR", "SEK", "NOK", "DKK", "HRK", "XCG", "CNH", "BGN", "ABC", "eur"),
    "schemeID": (
        *("0007", "0060", "0088", "0096", "0106", "0151", "0184", "0190", "0192", "0196", "0198"),
        *("0201", "0208", "0210", "0211", "0217", "0245", "0248", "9907", "9925", "9944", "9958"),
    ),
    "EndpointID": (
        *("0671516647", "0123456789", "7300010000001", "7300010000002", "991825827", "991825820"),
        *("5560360793", "5560360794", "DK12345678", "12345678", "51824753556", "51824753557"),
        *("UFI6NR", "RSSMRA85T10A562S", "RSSMRA85T10A562", "IT12345678903", "IT12345678901"),
        *("NL123456789B12", "NL12345678B12", "12345678901234567890", "123456789012", "1234567890"),
    ),
    "IdentificationCode": ("DE", "BE", "NO", "de"),
    "PaymentMeansCode": ("30", "49", "59", "58"),
    "DocumentTypeCode": ("130", "50", "916"),
    "ChargeIndicator": ("true", "false", "1", "0"),
    "AllowanceChargeReasonCode": ("95", "41", "FC", "ZZZ", "AA", "104", "71", "SF"),
    "TaxExemptionReasonCode": tuple(
        f"VATEX-EU-{reason}" for reason in ("G", "O", "IC", "AE", "D", "F", "I", "J", "132")
    ),
    "DescriptionCode": ("3", "35", "432", "5"),
    "StartDate": ("2017-12-01", "2015-01-01", "2030-01-01", "2017-12-01Z"),
    "EndDate": ("2017-12-31", "2015-01-01", "2030-01-01", "2017-12-31+01:00"),
    "mimeCode": ("application/pdf", "image/gif", "text/csv", "application/xml"),
    "unitCode": ("C62", "XPP", "DAY"),
    "CompanyID": ("NL123456789B12", "NL12345678B01", "DE123456789", "0671516647", "0671516648"),
    "BaseQuantity": ("0", "1", "2", "-1", "10"),
    "MultiplierFactorNumeric": ("10", "0", "33.333"),
}
NUDGES = ("0.01", "0.02", "0.03", "-0.02", "-0.03", "100")
BLANK = " \n"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
Change = Callable[["Mutator", Element], None]


class Mutator:
    """Draws from the good documents themselves: their values and their parts."""

    def __init__(self, documents: Sequence[bytes], seed: int) -> None:
        self._documents = documents
        self.random = random.Random(seed)  # noqa: S311  the same mutants for the same seed
        self.values: dict[str, list[str]] = defaultdict(list)
        self.parts: dict[str, list[Element]] = defaultdict(list)
        for content in documents:
            self._collect(parse(content))

    def _collect(self, root: Element) -> None:
        for element in root.iter("*"):
            if len(element):
                self.parts[_parent(element)].append(element)
                continue
            self.values[_name(element)].append(element.text or "")
            self.parts[_parent(element)].append(element)

    def mutants(self, count: int) -> Iterator[bytes]:
        """`count` documents with one to three changes each."""
        for _ in range(count):
            root = parse(self.random.choice(self._documents))
            for _ in range(self.random.choice((1, 1, 2, 3))):
                elements = list(root.iter("*"))[1:]
                if elements:
                    self.random.choice(CHANGES)(self, self.random.choice(elements))
            yield etree.tostring(root)


def _name(element: Element) -> str:
    return etree.QName(element).localname


def _parent(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else str(parent.tag)


def _drop(_: Mutator, element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(_: Mutator, element: Element) -> None:
    element.addnext(copy.deepcopy(element))


def _graft(mutator: Mutator, element: Element) -> None:
    """A part that another document has in such a place, put beside this one."""
    found = mutator.parts[_parent(element)]
    if found:
        element.addnext(copy.deepcopy(mutator.random.choice(found)))


def _clear(_: Mutator, element: Element) -> None:
    if not len(element):
        element.text = None


def _pad(_: Mutator, element: Element) -> None:
    if not len(element) and element.text:
        element.text = BLANK + element.text + BLANK


def _borrow(mutator: Mutator, element: Element) -> None:
    """The value that an element of this name has elsewhere."""
    if not len(element):
        element.text = mutator.random.choice(mutator.values[_name(element)] or [""])


def _to_the_edge(mutator: Mutator, element: Element) -> None:
    name = _name(element)
    if not len(element) and (name in EDGES or name == "ID"):
        element.text = mutator.random.choice(EDGES[name if name in EDGES else "EndpointID"])


def _attribute(mutator: Mutator, element: Element) -> None:
    for name in list(element.keys()):
        if str(name) in EDGES:
            element.set(name, mutator.random.choice(EDGES[str(name)]))


def _lose_attribute(_: Mutator, element: Element) -> None:
    for name in list(element.keys())[:1]:
        del element.attrib[name]


def _nudge(mutator: Mutator, element: Element) -> None:
    """Numbers a little off, or of the other sign."""
    if len(element) or not (element.text or "").strip().replace(".", "", 1).lstrip("-").isdigit():
        return
    amount = float(element.text or "0")
    by = mutator.random.choice((*NUDGES, "sign"))
    element.text = f"{-amount:.2f}" if by == "sign" else f"{amount + float(by):.3f}"


def _identify(mutator: Mutator, element: Element) -> None:
    """A number with a scheme of its own, somewhere in the document."""
    root = element.getroottree().getroot()
    found = [*root.iter("{*}EndpointID"), *root.iter("{*}CompanyID")]
    found += [
        each for party in root.iter("{*}PartyIdentification") for each in party.iterchildren("*")
    ]
    if found:
        chosen = mutator.random.choice(found)
        chosen.set("schemeID", mutator.random.choice(EDGES["schemeID"]))
        chosen.text = mutator.random.choice(EDGES["EndpointID"])


def _exempt(mutator: Mutator, element: Element) -> None:
    """A VAT category with a reason of exemption, which mostly does not fit."""
    categories = list(element.getroottree().getroot().iter("{*}TaxCategory"))
    if not categories:
        return
    category = mutator.random.choice(categories)
    for old in category.findall("{*}TaxExemptionReasonCode"):
        category.remove(old)
    before = [x for x in category.iterchildren("*") if _name(x) in ("ID", "Name", "Percent")]
    if before:
        reason = etree.Element(f"{CBC}TaxExemptionReasonCode")
        reason.text = mutator.random.choice(EDGES["TaxExemptionReasonCode"])
        before[-1].addnext(reason)


def _aim(mutator: Mutator, element: Element) -> None:
    """An edge value somewhere below the same root, where such an element is."""
    root = element.getroottree().getroot()
    name = mutator.random.choice(tuple(EDGES))
    found = [each for each in root.iter("{*}" + name) if not len(each)]
    if found:
        mutator.random.choice(found).text = mutator.random.choice(EDGES[name])


CHANGES: tuple[Change, ...] = (
    _drop,
    _double,
    _graft,
    _graft,
    _clear,
    _pad,
    _borrow,
    _to_the_edge,
    _attribute,
    _lose_attribute,
    _nudge,
    _identify,
    _exempt,
    _aim,
    _aim,
)
