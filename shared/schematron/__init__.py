"""Official Schematron (query binding xslt2) compiled to Python: loaded, checked, cached and run.

    schema = load_schema(path)                 .sch, or an ISO-skeleton stylesheet
    rules = compile_schema(schema)             every construct is known, or an error names it
    rules.run(document_of(root))               findings: rule, place, text

No text of a rule file ever becomes code: it is parsed into the syntax tree of `expressions`, and
the generator writes Python from that tree with names and literals of its own.
"""
