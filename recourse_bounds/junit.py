"""Results in JUnit's XML, which systems of continuous integration show."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bounds.atomic_write import write_text
from empirical.errors import InputError
from recourse_bounds.terminal import printable
from recourse_bounds.verifying import Case


def junit(cases: Sequence[Case]) -> str:
    """Write what was verified as JUnit's XML.

    Args:
        cases: What was verified; each is a test case, in the class of its claim.

    Returns:
        The text.

    Examples:
        >>> print(junit([Case("theorem1.sound", "proof", "failed", 0.25, "refuted")]))
        <?xml version='1.0' encoding='utf-8'?>
        <testsuites>
          <testsuite name="recourse-bounds verify" tests="1" failures="1" errors="0" skipped="0" time="0.250">
            <testcase classname="theorem1.sound" name="proof" time="0.250">
              <failure message="refuted" />
            </testcase>
          </testsuite>
        </testsuites>
        <BLANKLINE>
    """
    counts = {result: sum(case.result == result for case in cases) for result in ("failed", "skipped")}
    total = sum(case.seconds for case in cases)
    suites = Element("testsuites")
    suite = SubElement(
        suites,
        "testsuite",
        name="recourse-bounds verify",
        tests=str(len(cases)),
        failures=str(counts["failed"]),
        errors="0",
        skipped=str(counts["skipped"]),
        time=f"{total:.3f}",
    )
    for case in cases:
        made = SubElement(suite, "testcase", classname=case.claim, name=case.name, time=f"{case.seconds:.3f}")
        if case.result != "passed":
            kind = "failure" if case.result == "failed" else "skipped"
            SubElement(made, kind, message=printable(case.message))
    indent(suites)
    return tostring(suites, encoding="utf-8", xml_declaration=True).decode() + "\n"


def write_junit(cases: Sequence[Case], file: Path) -> None:
    """Write what was verified to a file; an earlier one is replaced.

    Args:
        cases: What was verified.
        file: The file, whose folder is there.

    Raises:
        InputError: If the file cannot be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_junit([], Path(folder) / "junit.xml")
        ...     "testsuite" in (Path(folder) / "junit.xml").read_text()
        True
    """
    try:
        write_text(file, junit(cases))
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}; give another file by --junit") from None
