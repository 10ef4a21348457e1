"""A submission that asks nablacheck for the gradient is named, however it does that; a self-test is none."""

import json
import sys

import pytest

from nablacheck.oracle.checking.asking import asks
from nablacheck.oracle.checking.grades import Limits
from nablacheck.oracle.checking.grading import grade_into

from helpers.submitted import RIGHT

ANSWER = """
    w, b = dict(enumerate(w, start=2)), dict(enumerate(b, start=2))
    gradient = library.backprop(library.Problem(library.Network(w, b, {l: "sigmoid" for l in w}, "quadratic"), x, y))
    return [gradient.nabla_b[l] for l in w], [gradient.nabla_w[l] for l in w]
"""
FUNCTION = "def submission(w, b, x, y):\n"
CHILD = f"import subprocess\nsubprocess.run([{sys.executable!r}, '-c', 'import nablacheck'])\n" + RIGHT
ASKING = {
    "at the top": "import nablacheck as library\n" + FUNCTION + ANSWER,
    "a part of it": "from nablacheck.reference import backprop\n" + RIGHT,
    "in the function": FUNCTION + "    import nablacheck as library" + ANSWER,
    "by a name put together": FUNCTION + "    library = __import__('nabla' + 'check')" + ANSWER,
    "by importlib": f"import importlib\n{FUNCTION}    library = importlib.import_module('nabla' 'check')" + ANSWER,
    "while it is loaded": "exec('library = __imp' + 'ort__(\"nablacheck\")')\n" + FUNCTION + ANSWER,
    "in a thread": "import threading\nthreading.Thread(target=lambda: __import__('nabla' + 'check')).start()\n" + RIGHT,
    "by another importer": "import pkgutil\nlibrary = pkgutil.resolve_name('nabla' 'check')\n" + FUNCTION + ANSWER,
    "and hides that": "try:\n    __import__('nabla' + 'check')\nexcept ImportError:\n    pass\n" + RIGHT,
    "by a program of its own": CHILD,
    "when it is read": RIGHT.replace("return nabla_b, nabla_w", "return Late([nabla_b, nabla_w])")
    + "class Late(list):\n    def __len__(self):\n        __import__('nabla' + 'check')\n        return super().__len__()\n",
}


def graded(folder, source):
    (folder / "mine.py").write_text(source, encoding="utf-8")
    grades = []
    grade_into(grades, folder / "mine.py", Limits())
    return grades[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", ASKING)
def test_whoever_asks_is_named(tmp_path, name):
    grade = graded(tmp_path, ASKING[name])

    assert grade.verdict == "unusable", grade
    assert grade.explanation.startswith("the submission asks nablacheck for the gradient: ")
    assert grade.explanation.endswith("; take that out, and compute the gradient yourself.")


NOT_ASKING = {
    "a self-test": RIGHT + "\nif __name__ == '__main__':\n    import nablacheck\n    print(nablacheck.check(submission))\n",
    "the word in a text": RIGHT + "\nNOTE = 'for import nablacheck, see the page'\n",
    "another program": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', '1', __file__])\n" + RIGHT,
    "what looks at every module": "import inspect\n" + RIGHT.replace("    a = [x]", "    inspect.stack()\n    a = [x]"),
}


@pytest.mark.parametrize("name", NOT_ASKING)
def test_whoever_does_not_ask_is_graded(tmp_path, name):
    grade = graded(tmp_path, NOT_ASKING[name])

    assert grade.verdict == "right", grade


@pytest.mark.slow
def test_the_library_is_out_of_reach_in_the_table_of_modules(tmp_path):
    grade = graded(tmp_path, f"import sys\n{FUNCTION}    library = sys.modules['nabla' + 'check']" + ANSWER)

    assert grade.verdict == "unusable"
    assert "KeyError: 'nablacheck'" in grade.explanation


@pytest.mark.parametrize("source", ["def broken(", "\x00", "(" * 10000])
def test_what_is_no_python_is_left_to_its_import(source):
    assert asks(source) is None


def test_the_line_is_named():
    says = asks("import numpy\nfrom . import nablacheck\nif True:\n    import nablacheck.reference\n")

    assert json.dumps(says).startswith('"the submission asks nablacheck for the gradient: line 4 imports it')
