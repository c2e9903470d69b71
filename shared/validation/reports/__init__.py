"""One report in many forms: own JSON, phive's JSON, SVRL, HTML, JUnit XML, SARIF, plain text.

Every form takes the frozen report and, where people read it, a catalogue; none looks at the
document again.
"""
