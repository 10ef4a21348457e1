"""Networks out of modules: read whole, compared with what the module computes, and refused where anything else is in them."""

from functools import partial

import numpy as np
import pytest

from nablacheck import InputError, judge_gradient, load, network_of
from nablacheck.reference import Gradient, Problem, backprop


def here(package):
    return pytest.importorskip(package, reason=f"{package} is not here: pip install 'nablacheck[modules]'")


def refused(module):
    with pytest.raises(InputError) as error:
        network_of(module, "mse")
    return str(error.value)


@pytest.fixture
def nn(adapter_named):
    adapter_named("torch")
    from torch import nn

    return nn


# --- PyTorch ----------------------------------------------------------------------------------------------------------


def test_a_sequential_is_read_whole_and_its_own_gradients_are_right(nn):
    """What PyTorch's module says of its own weights is judged against the network that was read out of it."""
    import torch

    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2), nn.Sigmoid()).double()
    network = network_of(module, "mse(mean=0)")
    rows, targets = torch.randn(5, 3, dtype=torch.float64), torch.rand(5, 2, dtype=torch.float64)
    torch.nn.functional.mse_loss(module(rows), targets).backward()
    nabla_w = {2: module[0].weight.grad.numpy(), 3: module[2].weight.grad.numpy()}
    nabla_b = {2: module[0].bias.grad.numpy()[:, None], 3: module[2].bias.grad.numpy()[:, None]}
    problem = Problem(network, rows.numpy().T, targets.numpy().T)

    assert str(network) == "3-4-2, tanh → sigmoid, mse(mean=0) cost"
    assert judge_gradient(problem, Gradient(nabla_b, nabla_w), load("torch")).disagrees  # the sum over the outputs
    mean = Problem(network_of(module, "mse"), problem.x, problem.y)
    assert judge_gradient(mean, Gradient(nabla_b, nabla_w), load("torch")).agrees


def test_parts_inside_of_parts_and_every_kind_of_parameter(nn):
    module = nn.Sequential(
        *(nn.Flatten(), nn.Linear(3, 4), nn.LeakyReLU(0.25)),
        nn.Sequential(nn.Linear(4, 4, bias=False), nn.GELU("tanh")),
        *(nn.Dropout(0.0), nn.Linear(4, 2), nn.PReLU(), nn.Linear(2, 2), nn.RReLU().eval()),
        *(nn.Linear(2, 2), nn.Softplus(2.0, 10.0), nn.Linear(2, 2), nn.Softmax(dim=1)),
    ).double()
    network = network_of(module, "mse")

    assert str(network) == (
        "3-4-4-2-2-2-2, leaky_relu(slope=0.25) → gelu_tanh → prelu → rrelu → softplus(beta=2,threshold=10) → softmax, mse cost"
    ).replace(",threshold", ", threshold")
    assert not network.b[3].any()


def test_a_forward_of_ones_own_is_followed(nn):
    from torch.nn import functional as F

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second, self.third = nn.Linear(3, 5), nn.Linear(5, 4), nn.Linear(4, 2)

        def forward(self, x):
            return F.log_softmax(self.third(F.elu(self.second(self.first(x).relu()), 0.5)), dim=1)

    assert str(network_of(Net(), "nll")) == "3-5-4-2, relu → elu(alpha=0.5) → log_softmax, nll cost"
    assert str(network_of(nn.Linear(3, 2), "mse")) == "3-2, identity, mse cost"


def test_what_is_no_chain_of_layers_is_refused(nn):
    class Of(nn.Module):
        def __init__(self, forward):
            super().__init__()
            self.layer, self.out, self.way = nn.Linear(2, 2), nn.Linear(2, 2), forward

        def forward(self, x):
            return self.way(self, x)

    assert "takes" in refused(Of(lambda net, x: net.layer(x) + x))
    assert "cannot be followed" in refused(Of(lambda net, x: net.layer(x) if x.sum() > 0 else x))
    assert "returns something else" in refused(Of(lambda net, x: (net.layer(x), x)))
    assert "returns something else" in refused(Of(lambda net, x: [net.out(net.layer(x)), x][1]))
    assert "relu comes before the first dense layer" in refused(nn.Sequential(nn.ReLU(), nn.Linear(2, 2)))
    assert "tanh follows relu" in refused(nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Tanh()))
    assert "call .eval()" in refused(nn.Sequential(nn.Linear(2, 2), nn.Dropout()))
    assert "is a BatchNorm1d" in refused(nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)))
    assert "is a softmax along dim=0" in refused(nn.Sequential(nn.Linear(2, 2), nn.Softmax(dim=0)))
    assert "torch.bfloat16" in refused(nn.Linear(2, 2).bfloat16())
    assert "has no dense layer" in refused(nn.Flatten())


def test_a_module_that_computes_more_than_it_shows_is_refused(nn):
    """The planted one: a hook that doubles what a layer gives."""
    layer = nn.Linear(2, 2)
    layer.register_forward_hook(lambda module, given, output: 2 * output)

    assert "Linear computes something else than its dense layers and activations: output 0 of an example is" in refused(layer)


def test_what_is_no_module_is_refused():
    assert "there is no way to read a network out of an int" in refused(3)


# --- the others -------------------------------------------------------------------------------------------------------


def test_flax_nnx(adapter_named):
    nnx = here("flax.nnx")
    import jax

    first, last = nnx.Linear(3, 4, rngs=nnx.Rngs(0)), nnx.Linear(4, 2, use_bias=False, rngs=nnx.Rngs(1))
    network = network_of(nnx.Sequential(first, nnx.relu, last, jax.nn.softmax), "mse")

    assert str(network) == "3-4-2, relu → softmax, mse cost"
    assert np.array_equal(network.w[2], np.asarray(first.kernel[...]).T)
    assert "sin is no activation" in refused(nnx.Sequential(first, jax.numpy.sin))
    assert "a Dropout is in the module" in refused(nnx.Sequential(first, nnx.Dropout(0.5)))


def test_equinox():
    eqx = here("equinox")
    import jax

    key = jax.random.key(0)
    mlp = eqx.nn.MLP(3, 2, 4, 2, activation=jax.nn.tanh, key=key)
    leaky = eqx.nn.Lambda(partial(jax.nn.leaky_relu, negative_slope=0.25))
    chain = eqx.nn.Sequential([eqx.nn.Linear(3, 4, key=key), leaky, eqx.nn.Linear(4, 2, key=key), eqx.nn.Lambda(jax.nn.gelu)])

    assert str(network_of(mlp, "mse")) == "3-4-4-2, tanh → tanh → identity, mse cost"
    assert str(network_of(chain, "mse")) == "3-4-2, leaky_relu(slope=0.25) → gelu_tanh, mse cost"
    assert "a LayerNorm is in the module" in refused(eqx.nn.LayerNorm(4))
    assert "cannot be called with an array" in refused(eqx.nn.MLP(3, "scalar", 4, 1, key=key))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:keras")  # of its own calls of NumPy
def test_keras():
    keras = here("keras")
    layers = keras.layers
    dense = [layers.Input((3,)), layers.Dense(4, activation="relu"), layers.Dropout(0.5), layers.Dense(2, use_bias=False)]
    entry = keras.Input((3,))
    both = layers.Dense(2)(entry)

    assert str(network_of(keras.Sequential([*dense, layers.LeakyReLU(0.25)]), "mse")) == (
        "3-4-2, relu → leaky_relu(slope=0.25), mse cost"
    )
    assert str(network_of(keras.Model(entry, both), "mse")) == "3-2, identity, mse cost"
    assert "an Add is in the model" in refused(keras.Model(entry, layers.Add()([both, both])))
    assert "exponential is no activation" in refused(keras.Sequential([entry, layers.Dense(2, activation="exponential")]))
    assert "has no weights yet" in refused(keras.Sequential([layers.Dense(2)]))


def test_what_was_read_can_be_computed_with(nn):
    network = network_of(nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)).double(), "quadratic")
    trace = backprop(Problem(network, np.ones((2, 4)), np.zeros((1, 4))))

    assert trace.nabla_w[2].shape == (3, 2)
