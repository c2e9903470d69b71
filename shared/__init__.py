"""The kernel every context stands on, and the roof that composes them.

Two named layers share this folder: the floor (values, tables and services that know no context)
and the roof (`__main__`, `cli`, `demo`, `app`), which alone may import the contexts' front doors.
The import contracts in pyproject.toml keep them apart.
"""

__version__ = "0.1.0"
