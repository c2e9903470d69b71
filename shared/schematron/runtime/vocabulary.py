"""Every name that generated code may use: nothing else of Python is in its reach."""

from typing import Any

from shared.schematron.runtime import (
    axes,
    compare,
    joins,
    moments,
    nodes,
    numbers,
    regular,
    run,
    sequences,
    sparing,
    strings,
)

_BUILTINS: dict[str, Any] = {
    "Exception": Exception,
    "all": all,
    "any": any,
    "bool": bool,
    "frozenset": frozenset,
    "len": len,
}
_MODULES = {
    axes: """all_descendants ancestors ancestors_or_self any_has at attribute_local attribute_uri
        child_nodes children chosen descendants difference distinct_nodes following following_all
        following_siblings following_tag has in_order index_among intersection is_attribute
        is_element is_in is_local is_named local_name name namespace_uri parent preceding
        preceding_all preceding_siblings preceding_tag selected self_and_descendants union""",
    compare: """any_number eq ge gt le lt ne numbers same_node some_boolean some_number
        some_pair some_string some_strings to_boolean value_pair""",
    joins: "among anchored indexed",
    moments: """current_date current_datetime to_date to_datetime to_day_time to_time
        to_year_month zone_of""",
    nodes: """Untyped atoms attribute attributes first only optional text texts truth truth_of
        untyped values""",
    numbers: """absolute add ceiling decimal_of divide floor greatest in_hundredths integer_divide
        least modulo multiply negate number_of operand operand_of parse_double round_half_up
        subtract to_decimal to_double to_integer to_number total total_of""",
    regular: "matches replaced tokenized",
    run: "cell held looked_up matching once",
    sparing: "both either some_item some_other some_pair_of unless_empty",
    sequences: """Lazy average castable converted day_of distinct integers lone_text minus month_of
        over owners pictured plus positions_of required subsequence text_node text_values times
        to_boolean_or_none to_string_strictly year_of""",
    strings: """code_points coded compared concatenated in_list joined normalize_space
        of_code_points says says_one_of string_of
        string_of_atom string_of_items substring substring_after substring_before to_string
        translate""",
}
VOCABULARY: dict[str, Any] = {
    "BLANK": "",
    "BLANKS": " \t\r\n",
    "E": (),
    "ONE": (1,),
    **_BUILTINS,
    **{name: getattr(module, name) for module, names in _MODULES.items() for name in names.split()},
}
# attributes and methods that generated code may reach: of nodes, runs, strings, sets and lists
_REACHED = """append attrs by by_tag document endings endswith get head isdisjoint items join lower
    order owner paths root setdefault startswith strip today top up upper value"""
ATTRIBUTES = frozenset(_REACHED.split())
