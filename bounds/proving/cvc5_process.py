"""Ask cvc5 one question, as a process of its own, which can be ended: some questions keep it busy past any limit.

The question, in SMT-LIB, is standard input; the options of cvc5 are arguments, ``NAME=SETTING``. It prints the answer.
"""

import sys
from typing import Any

if __name__ == "__main__":
    import cvc5

    library: Any = cvc5  # without types
    solver = library.Solver()
    for option in sys.argv[1:]:
        solver.setOption(*option.split("="))
    parser = library.InputParser(solver)
    parser.setStringInput(library.InputLanguage.SMT_LIB_2_6, sys.stdin.read(), "claim")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        sys.stdout.write(command.invoke(solver, symbols))
