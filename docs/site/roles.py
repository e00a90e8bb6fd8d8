"""Docstrings for mkdocstrings: references in Sphinx's roles become code."""

from typing import Any

import griffe

from recourse_bounds.reference.docstrings import without_roles


class Roles(griffe.Extension):
    """Take Sphinx's roles out of every docstring that griffe has read."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change the docstring of an object when it is read."""
        if obj.docstring:
            obj.docstring.value = without_roles(obj.docstring.value)
