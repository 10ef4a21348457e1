"""A graph in words: each block with its numbers in order or by name, and every slip one sentence."""

import pytest

from nablacheck.reference import InputError, Plan, blocks, links
from nablacheck.reference.graphs.worded import BLOCKS, graph_in_words


def test_words_and_a_plan_give_one_graph():
    plan = Plan((2, 36), seed=3)
    window, pool = links.Window((6, 6), 3, padding=1), links.Window((6, 6), (2, 3), stride=(2, 3))
    seen = blocks.max_pool(plan, blocks.convolution(plan, 1, 4, window, "tanh", 2), pool)
    plan.dense(plan.reads(seen, links.flattened((4, 6))), 3, "sigmoid", bias=False)
    told = "2 at 6x6; convolution 4 tanh 2 kernel=3 padding=1; max_pool kernel=2x3 stride=2x3; flatten; dense 3 sigmoid bias=no"
    graph = graph_in_words(told, "cross-entropy", seed=3)

    assert graph.lines == plan.graph("cross-entropy").lines
    assert all((array == graph.parameters[name]).all() for name, array in plan.parameters.items())
    assert graph.cost.name == "cross-entropy"


EACH = {
    "dense": "3; dense n=2 activation=elu(alpha=0.5)",
    "residual_block": "3; residual_block 2",
    "layer_norm": "3; layer_norm 0.25",
    "rms_norm": "3; rms_norm epsilon=0.25",
    "convolution": "1 at 5; convolution 2 kernel=2 stride=2 dilation=1; dense 2",
    "bottleneck": "3 at 4; bottleneck 2 kernel=3 padding=1",
    "max_pool": "1 at 4; max_pool kernel=2",
    "mean_pool": "1 at 2x2; mean_pool kernel=2; dense 2",
    "flatten": "1 at 2x2; flatten; dense 2",
    "gated_unit": "3; gated_unit 2 tanh",
    "tied_autoencoder": "3; tied_autoencoder 2",
    "embedding": "5 at 2; embedding 3; dense 2",
    "with_positions": "5 at 2; with_positions; dense 2",
    "attention": "4 at 3; attention heads=2; dense 1",
    "causal_attention": "4 at 3; causal_attention 2; dense 1",
    "transformer_block": "4 at 3; transformer_block heads=2 n=8 causal=yes; dense 1",
    "lstm": "2 at 3; lstm 2; dense 1",
    "gru": "2 at 3; gru 2; dense 1",
}


def test_each_block_has_words():
    assert set(EACH) == set(BLOCKS)


@pytest.mark.parametrize("word", EACH)
def test_a_block_in_words_is_a_graph(word):
    assert graph_in_words(EACH[word]).L > 1


BAD = {
    "": "the graph begins with ''; write neurons of the input, or neurons at positions, as 4 at 28x28.",
    "three; dense 2": "the graph begins with 'three'; write neurons",
    "0; dense 2": "the graph begins with '0'; write neurons",
    "3 at 0; dense 2": "the graph begins with '3 at 0'; write neurons",
    "3": "'3' has no blocks; write them after the inputs, as in '3; dense 4 tanh; dense 2'.",
    "3; dens 2": "unknown block 'dens': did you mean dense?",
    "3;": "'3;' has no blocks",
    "3; dense": "'dense' in the graph: n is missing; it takes n, activation, bias.",
    "3; dense 2 tanh yes 4": "'4' is one too many; it takes n, activation, bias.",
    "3; dense 2 n=3": "'dense 2 n=3' in the graph: n is there twice; take one of them out.",
    "3; dense 0": "n is '0'; it must be a whole number of at least 1.",
    "3; dense -2": "n is '-2'; it must be a whole number of at least 1.",
    "3; dense 2.5": "n is '2.5'; it must be a whole number of at least 1.",
    "3; dense 3x3": "n is '3x3'; it must be a whole number of at least 1.",
    "3; dense 2 bias=maybe": "bias is 'maybe'; it must be yes or no.",
    "3; dense 2 tan": "'dense 2 tan' in the graph: unknown activation 'tan'",
    "3; dense 2 wide=1": "unknown word 'wide'",
    "3; layer_norm 0": "epsilon is '0'; it must be a number above 0.",
    "1 at 5; convolution 2": "'convolution 2' in the graph: kernel is missing, as in kernel=3.",
    "1 at 5; convolution 2 kernel=big": "kernel is 'big'; it must be a whole number of at least 1, or several as 3x3.",
    "1 at 5; convolution 2 kernel=3x3": "kernel of a window is (3, 3); for the size (5,) it must be 1 integers.",
    "1 at 5; max_pool kernel=2 padding=1": "has padding, and 0 is not what it sees there",
    "1 at 5; mean_pool kernel=7": "a kernel of (7,)",
    "3 at 2; attention heads=2": "heads is 2, of a layer of 3 neurons: they must divide them.",
    "3 at 2; causal_attention heads=4": "heads is 4, of a layer of 3 neurons: they must divide them.",
    "3; causal_attention": "is of one position, which sees itself alone: take attention, or more positions.",
    "3; flatten 2": "'2' is one too many; it takes nothing.",
}


@pytest.mark.parametrize("text", BAD)
def test_words_that_are_no_graph_are_one_sentence(text):
    with pytest.raises(InputError) as error:
        graph_in_words(text)

    assert BAD[text] in str(error.value)
    assert "\n" not in str(error.value)
