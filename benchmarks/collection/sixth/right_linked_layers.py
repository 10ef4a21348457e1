"""Layers are a linked list; each one calls the next one forward and the one before it backward."""

import numpy as np


class Link:
    def __init__(self, kernel, offset, before=None):
        self.kernel, self.offset, self.before, self.after = kernel, offset, before, None
        if before:
            before.after = self

    def push(self, x, y):
        self.x = x
        self.out = 1 / (1 + np.exp(-(x @ self.kernel + self.offset)))
        if self.after:
            self.after.push(self.out, y)
        else:
            self.pull((self.out - y) / len(x))

    def pull(self, wanted):
        wanted = wanted * self.out * (1 - self.out)
        self.by_kernel, self.by_offset = self.x.T @ wanted, wanted.sum(axis=0, keepdims=True)
        if self.before:
            self.before.pull(wanted @ self.kernel.T)

    def __iter__(self):
        yield self
        if self.after:
            yield from self.after


def chain(kernels, offsets, x, y):
    first = link = Link(kernels[0], offsets[0])
    for kernel, offset in zip(kernels[1:], offsets[1:]):
        link = Link(kernel, offset, before=link)
    first.push(x, y)
    return [[link.by_kernel for link in first], [link.by_offset for link in first]]


# --- adapter ---
check_me = chain
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)'"
# --- answer ---
WRONG = []
