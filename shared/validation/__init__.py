"""Is a document what official schemas and rules ask? Layers, findings people can use, a verdict.

    validator = Validator(Packs(folders), cache_folder)
    report = validator.validate(data, as_of)

Bytes pass the XML door, then the schema, then the rule sets chosen by the document and the day. A
layer that does not run is recorded as skipped with its reason; a rule that cannot be evaluated is
a finding of its own, and the verdict is then never "valid".
"""
