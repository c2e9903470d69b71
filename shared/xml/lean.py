"""Schemas without their documentation: they compile in half the time.

Four fifths of the bytes of UBL's schemas are annotations, which mean nothing to a validator (XML
Schema 1.0 part 1, 3.13.1).
"""

from pathlib import Path

from lxml import etree

from shared.xml.copies import XSD, home_of, keep, kept, trees_of


def lean(path: Path, folder: Path) -> Path:
    """The copy of a schema below a folder, made when it is not there; else the schema itself.

    Whatever goes wrong with a copy, the schema itself is as good.
    """
    home = home_of(path, folder, "lean")
    try:
        if kept(home) is None:
            trees = trees_of(path)
            for tree in trees.values():
                etree.strip_elements(tree, XSD + "annotation", with_tail=False)
            keep(path, home, trees)
        return kept(home) or path
    except (OSError, ValueError, etree.XMLSyntaxError):
        return path
