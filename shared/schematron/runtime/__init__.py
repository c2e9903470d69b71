"""What generated code may call: values, operators and functions of XPath 2.0."""
