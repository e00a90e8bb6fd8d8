"""The README says what the code does."""

import re
from pathlib import Path

import pytest

from bounds import CLAIMS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_claim_stands_in_the_table_with_its_verdict():
    rows = dict(re.findall(r"^\| `([\w.]+)` \|.*\| ([^|]+) \|$", README, re.MULTILINE))
    assert set(rows) == set(CLAIMS)
    for name, verdict in rows.items():
        assert verdict.startswith("proved" if CLAIMS[name].theory == "true" else "**refuted**")


EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("example", "lines"), list(zip(EXAMPLES, (1, 3), strict=True)))
def test_the_python_examples_print_what_they_say(capsys, example, lines):
    code = re.sub(r"^jax\.config.*$", "", example, flags=re.MULTILINE)  # the tests have set it already
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    promised = re.findall(r"^# (.*)$", example, re.MULTILINE)
    assert len(printed) == len(promised) == lines
    for said, meant in zip(printed, promised, strict=True):
        assert said.startswith(meant.removesuffix("...}"))
