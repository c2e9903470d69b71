"""The body of an `xsl:function` as one expression: variables, choices and sequences."""

from collections.abc import Sequence

from lxml import etree

from shared.schematron.errors import NotSupportedError
from shared.schematron.expressions import (
    EMPTY,
    TEXT_NODE,
    Call,
    Conditional,
    Expression,
    Items,
    LetIn,
    Literal,
)
from shared.schematron.model import Function, Parameter
from shared.schematron.parser import parse_expression
from shared.xml.parse import Element

XSL = "{http://www.w3.org/1999/XSL/Transform}"


def function_of(element: Element) -> Function:
    """Raises ExpressionError naming an instruction or expression that is not known."""
    parameters = tuple(
        Parameter(_name(child), child.get("as")) for child in element.findall(XSL + "param")
    )
    body = [child for child in _instructions(element) if child.tag != XSL + "param"]
    return Function(_name(element), parameters, element.get("as"), _sequence(body))


def _name(element: Element) -> str:
    name = element.get("name")
    if not name:
        raise NotSupportedError(f"{etree.QName(element).localname} without a name")
    return name


def _instructions(element: Element) -> list[Element]:
    return list(element.iterchildren("*"))


def _sequence(instructions: Sequence[Element]) -> Expression:
    """A sequence constructor; a variable is visible in all that follows it."""
    items: list[Expression] = []
    for at, instruction in enumerate(instructions):
        if instruction.tag == XSL + "variable":
            rest = _sequence(instructions[at + 1 :])
            items.append(LetIn(_name(instruction), _variable(instruction), rest))
            break
        items.append(_instruction(instruction))
    return items[0] if len(items) == 1 else Items(tuple(items))


def _variable(element: Element) -> Expression:
    select = element.get("select")
    if select is not None:
        return parse_expression(select)
    inner = _instructions(element)
    return _sequence(inner) if inner else Literal(element.text or "")


def _instruction(element: Element) -> Expression:
    if element.tag == XSL + "sequence":
        return _select(element)
    if element.tag == XSL + "value-of":
        return Call(TEXT_NODE, (_select(element), Literal(element.get("separator", " "))))
    if element.tag == XSL + "text":
        return Call(TEXT_NODE, (Literal(element.text or ""), Literal("")))
    if element.tag == XSL + "choose":
        return _choose(_instructions(element))
    if element.tag == XSL + "if":
        return Conditional(_test(element), _sequence(_instructions(element)), EMPTY)
    raise NotSupportedError(f"the instruction {element.tag}")


def _choose(branches: Sequence[Element]) -> Expression:
    if not branches:
        return EMPTY
    first = branches[0]
    body = _sequence(_instructions(first))
    if first.tag == XSL + "otherwise":
        return body
    return Conditional(_test(first), body, _choose(branches[1:]))


def _select(element: Element) -> Expression:
    select = element.get("select")
    if select is None:
        raise NotSupportedError(f"{element.tag} without select")
    return parse_expression(select)


def _test(element: Element) -> Expression:
    test = element.get("test")
    if test is None:
        raise NotSupportedError(f"{element.tag} without test")
    return parse_expression(test)
