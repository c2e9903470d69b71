"""From one form to another: as list, values, string, number or truth."""

from shared.schematron.generator.code import NODAL, NUMERIC, Code, Form, Walk

_LISTS = frozenset((Form.STRINGS, Form.VALUES, Form.NUMBERS, Form.BOOLEANS, Form.ITEMS))


def as_list(code: Code, *, in_order: bool = True, unique: bool = True) -> str:
    """A list or tuple of the items; untyped values are plain str here.

    `in_order` and `unique` say what the taker relies on, so that nothing is sorted in vain.
    """
    if code.form is Form.NODES:
        return _nodes(code, in_order=in_order, unique=unique)
    if code.form in _LISTS:
        return code.text
    if code.optional:
        return f"optional({code.text})"
    if code.form is Form.BOOLEAN:
        return f"(bool({code.text}),)"
    return f"({code.text},)"


def _nodes(code: Code, *, in_order: bool, unique: bool) -> str:
    walk = code.walk
    if walk is None:
        return code.text
    text = walk.plain or f"[{walk.item}{walk.clauses}]"
    is_wrong = (in_order and not walk.is_sorted) or (unique and not walk.is_unique)
    return f"in_order({text})" if is_wrong else text


def as_items(code: Code) -> str:
    """A list in which untyped values are marked as such."""
    if code.form is Form.VALUES:
        return f"untyped({code.text})"
    if code.form is Form.UNTYPED:
        return f"(Untyped({code.text}),)"
    return as_list(code)


def as_atoms(code: Code) -> str:
    """A list of atomic values, untyped ones marked."""
    if code.form in NODAL:
        return f"untyped({as_values(code)})"
    if code.form in (Form.ITEM, Form.ITEMS):
        return f"atoms({as_list(code)}, d)"
    return as_items(code)


def as_values(code: Code, *, unique: bool = False) -> str:
    """The string values of nodes, or strings as they are, for comparisons with strings."""
    if code.form is Form.NODE:
        return f"({value_of(code)},)"
    if code.form is not Form.NODES:
        return as_list(code)
    walk = code.walk
    if walk is None or (unique and not walk.is_unique):
        return f"values({as_list(code, in_order=False)}, d)"
    return f"[{walk.value}{walk.clauses}]"


def value_of(code: Code) -> str:
    """The string value of one node."""
    return f"({code.text}.value or text({code.text}, d))"


def as_truth(code: Code) -> str:
    """Effective boolean value, as something Python can test."""
    if code.form is Form.BOOLEAN or (code.form is Form.STRING and not code.optional):
        return code.text
    if code.form is Form.NODE:
        return "True"
    if code.form is Form.NODES:
        return _walk_truth(code)
    if code.form is Form.INTEGER and not code.optional:
        return f"({code.text} != 0)"
    if code.form in _LISTS:
        return f"truth({as_items(code)})"
    return f"truth_of({code.text})"


def _walk_truth(code: Code) -> str:
    walk = code.walk
    if walk is None:
        return f"bool({code.text})"
    if walk.test:
        return walk.test
    found = f"bool({walk.plain or f'[1{walk.clauses}]'})"
    return f"({walk.guard} and {found})" if walk.guard else found


def as_string(code: Code) -> str:
    """The argument of a string function: nothing is the empty string."""
    if code.form in (Form.STRING, Form.UNTYPED):
        return f"({code.text} or BLANK)" if code.optional else code.text
    if code.form is Form.NODE:
        return value_of(code)
    if code.form is Form.NODES:
        return _string_of_walk(code)
    if code.form is Form.BOOLEAN:
        return f"to_string(bool({code.text}))"
    if code.form in NUMERIC or code.form is Form.ATOM:
        return f"string_of_atom({code.text})"
    return f"string_of_items({as_items(code)}, d)"


def _string_of_walk(code: Code) -> str:
    walk = code.walk
    if walk is not None and walk.lone:
        return walk.lone
    if walk is not None and walk.is_single:
        return f"({walk.value} if {walk.test} else BLANK)"
    if walk is None or walk.plain or not walk.is_unique:
        return f"string_of({as_list(code, in_order=False)}, d)"
    return f"string_of_items({as_values(code)}, d)"


def as_atom(code: Code) -> str:
    """At most one atomic value or None; untyped ones are marked."""
    if code.form is Form.NODE:
        return f"Untyped({value_of(code)})"
    if code.form is Form.UNTYPED:
        return f"Untyped({code.text})"
    if code.form is Form.BOOLEAN:
        return f"bool({code.text})"
    if code.form in NUMERIC or code.form in (Form.STRING, Form.ATOM):
        return code.text
    return f"only({as_atoms(code)})"


def as_cast_source(code: Code) -> str:
    """For a cast, to which untyped values and strings are alike."""
    if code.form is Form.NODE:
        return value_of(code)
    if code.form in (Form.UNTYPED, Form.STRING):
        return code.text
    if code.form in (Form.NODES, Form.VALUES):
        return f"only({as_values(code, unique=True)})"
    return as_atom(code)


def as_number(code: Code) -> Code:
    """An operand of arithmetic: untyped values become doubles."""
    if code.form in NUMERIC:
        return code
    if code.form is Form.NODE:
        return Code(Form.DOUBLE, f"parse_double({value_of(code)})")
    if code.form is Form.NODES and code.walk is not None:
        return Code(Form.DOUBLE, f"operand_of({as_list(code, in_order=False)}, d)", optional=True)
    if code.form is Form.NUMBERS:
        return Code(Form.NUMBER, f"only({code.text})", optional=True)
    return Code(Form.NUMBER, f"operand({as_atom(code)})", optional=True)


def may_be_moment(code: Code) -> bool:
    """Could it be a date or a duration?"""
    return code.form in (Form.ATOM, Form.ITEM, Form.ITEMS)


def listed(text: str, *, is_ordered: bool = True) -> Code:
    """Nodes that are already a list."""
    return Code(Form.NODES, text, is_ordered=is_ordered)


def walked(walk: Walk, depth: int = 0) -> Code:
    is_ordered = walk.is_sorted and walk.is_unique
    is_flat = is_ordered and walk.is_flat
    return Code(Form.NODES, "", walk=walk, is_ordered=is_ordered, is_flat=is_flat, depth=depth)


def item_by_item(text: str) -> str | None:
    """A list that is one comprehension, as something to go through item by item."""
    if not text.startswith("[") or text.startswith("[*"):
        return None
    depth = 0
    for at, character in enumerate(text):  # generated code holds no strings
        depth += {"[": 1, "]": -1}.get(character, 0)
        if not depth:
            return f"({text[1:-1]})" if at == len(text) - 1 and " for " in text else None
    return None
