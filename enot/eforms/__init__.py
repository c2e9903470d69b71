"""eForms: from questions answered to the XML that TED understands, and back.

`content` holds what a notice says, `contract_notice` and `award_notice` turn it into a conceptual
notice (nodes and fields of the eForms SDK), `builder` writes that as XML by a field table.
"""
