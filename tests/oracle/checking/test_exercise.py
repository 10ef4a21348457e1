"""What a teacher asks: it holds for every submission, and what is opened frees the form alone."""

import pytest

from nablacheck.oracle.checking.exercise import Exercise, read_exercise
from nablacheck.reference.errors import InputError

OPEN = Exercise({"cost": "quadratic"}, ("examples", "biases", "gives", "takes"))


def written(folder, text):
    file = folder / "exercise.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_exercise_is_read(tmp_path):
    exercise = read_exercise(written(tmp_path, 'activations = ["tanh", "sigmoid"]\nwidths = [2, 3, 3]\nopen = ["examples"]'))

    assert exercise == Exercise({"activations": ["tanh", "sigmoid"], "widths": [2, 3, 3]}, ("examples",))
    assert exercise.arguments({"examples": "rows"}) == {**exercise.pinned, "examples": "rows"}


BAD = {
    "no TOML": ("cost =", "is not TOML: "),
    "no text": ("\x00", "is not TOML: "),
    "an unknown name": ("csot = 'quadratic'", "unknown name 'csot': did you mean cost or cost_total"),
    "an unknown open name": ("open = ['exmples']", "unknown name 'exmples': did you mean examples?"),
    "one open name": ("open = 'examples'", "open is 'examples'; it must list names, as in open = "),
    "an unknown cost": ("cost = 'quadratisch'", "unknown cost 'quadratisch': did you mean quadratic?"),
    "an unknown activation": ("activations = 'tnh'", "unknown activation 'tnh': did you mean tanh"),
    "widths that do not fit": (
        "activations = ['tanh', 'tanh', 'tanh']\nwidths = [1, 2]",
        "widths has 2 numbers; for 3 activations, it must have 4, input first.",
    ),
    "a wrong convention": ("examples = 'rowss'", "unknown value of examples 'rowss': did you mean rows"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_exercise_is_one_sentence_with_the_name_of_the_file(tmp_path, name):
    text, says = BAD[name]
    file = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_exercise(file)

    assert str(error.value).startswith(str(file))
    assert says in str(error.value)


REFUSED = {
    "another network": ({"activations": ["identity"]}, "CONVENTIONS has activations=['identity'], but the exercise has"),
    "no biases, where only their form is open": ({"biases": "none"}, "CONVENTIONS leaves out the gradient of b and of every"),
    "one bias a layer": ({"biases": "shared"}, "leaves out the gradient of every single bias, which the exercise asks for"),
    "half of the gradient": ({"gives": "nabla_w"}, "leaves out the gradient of b and of every single bias, which"),
    "another factor": ({"total": "sum"}, "total='sum', but the exercise has total='mean' and leaves only examples, biases"),
    "a truth value for a number": ({"l2": False}, "CONVENTIONS has l2=False, but the exercise has l2=0.0"),
    "widths": ({"widths": [1, 1, 1, 1]}, "but the exercise leaves widths to nablacheck and leaves only"),
    "a slip": ({"exmples": "rows"}, "unknown convention 'exmples': did you mean examples?"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_pinned_cannot_be_declared_otherwise(name):
    declared, says = REFUSED[name]
    with pytest.raises(InputError) as error:
        OPEN.arguments(declared)

    assert says in str(error.value)


class Equal:
    """Equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = None


def test_a_value_that_calls_itself_equal_is_not():
    with pytest.raises(InputError):
        OPEN.arguments({"cost": Equal()})


@pytest.mark.parametrize(
    "declared",
    [
        {"examples": "rows", "biases": "(n,)", "gives": "nabla_w nabla_b"},
        {"takes": "theta x y", "gives": "nabla_theta"},
        {"biases": "first column", "gives": "nabla_w", "takes": "w x y"},
        {"activations": ("sigmoid", "sigmoid", "sigmoid"), "cost": "quadratic", "l2": 0},
    ],
)
def test_what_is_open_or_said_again_is_taken(declared):
    given = OPEN.arguments(declared)

    assert given == {"cost": "quadratic"} | {name: value for name, value in declared.items() if name in OPEN.open}
