"""The reference of Python has an entry for every public name of the packages, on the page of names and on the site."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import recourse_bounds as rb
from recourse_bounds.reference.api import FACADE, api_page, facade_names, in_facade, module_names
from recourse_bounds.reference.docstrings import docstring
from recourse_bounds.reference.site import site_pages, with_links

ROOT = Path(__file__).parents[2]
PACKAGES = [
    ".".join(file.parent.relative_to(ROOT).parts)
    for package in ("bounds", "ntk", "empirical")
    for file in sorted((ROOT / package).rglob("__init__.py"))
    if "__all__" in file.read_text(encoding="utf-8")
]
ENTRIES = set(re.findall(r"^::: ([\w.]+)$", "\n".join(site_pages().values()), re.MULTILINE))


def test_the_facade_has_an_entry_for_every_name():
    assert {f"recourse_bounds.{name}" for name in rb.__all__} <= ENTRIES
    assert all(f"| `rb.{name}` |" in api_page() for name in rb.__all__)
    assert sorted(name for names in facade_names().values() for name in names) == sorted(rb.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_of_a_package_has_an_entry(package):
    for name in import_module(package).__all__:
        home = FACADE if in_facade(package, name) else package
        assert f"{home}.{name}" in ENTRIES, f"{package}.{name}: add {package} to MODULES, then `make reference`"


def test_names_of_modules_without_a_list_are_there():
    for module, names in module_names().items():
        assert all(hasattr(import_module(module), name) for name in names)


def test_the_docstring_of_a_function_is_the_one_that_help_shows():
    assert docstring("recourse_bounds", "write_report").split() == (rb.write_report.__doc__ or "").split()


def test_a_name_without_a_docstring_is_told():
    with pytest.raises(LookupError, match="no docstring"):
        docstring("bounds", "nothing")


def test_every_name_of_the_table_leads_to_its_entry():
    linked = re.findall(r"^\| \[`[\w.]+`\]\[([\w.]+)\] \|", with_links(api_page()), re.MULTILINE)
    assert set(linked) == ENTRIES
