"""The README says what the code does."""

import re
from pathlib import Path

from bounds import CLAIMS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_claim_stands_in_the_table_with_its_verdict():
    rows = dict(re.findall(r"^\| `([\w.]+)` \|.*\| ([^|]+) \|$", README, re.MULTILINE))
    assert set(rows) == set(CLAIMS)
    for name, verdict in rows.items():
        assert verdict.startswith("proved" if CLAIMS[name].theory == "true" else "**refuted**")


def test_the_python_example_prints_what_it_says(capsys):
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    code = re.sub(r"^jax\.config.*$", "", example, flags=re.MULTILINE)  # the tests have set it already
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    promised = re.findall(r"^# (.*)$", example, re.MULTILINE)
    assert len(printed) == len(promised) == 3
    for said, meant in zip(printed, promised, strict=True):
        assert said.startswith(meant.removesuffix("...}"))
