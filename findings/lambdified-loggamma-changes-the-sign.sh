#!/usr/bin/env bash
# SymPy: exp(loggamma(x)) at −1/2 is −3.54 as an expression, and +3.54 once lambdified.
#
# One would guess that lambdify keeps the value of an expression, or refuses it. Instead, SymPy's loggamma is the branch with an
# imaginary part (loggamma(−1/2) = 1.27 − πi, so that exp of it is Γ), and lambdify prints it as scipy.special.gammaln or
# math.lgamma, which are log |Γ|. With the modules "scipy", "math" and by default the imaginary part is gone, and
# exp(loggamma(x)) is |Γ(x)|. With "mpmath" it is right, and scipy.special.loggamma would be.
#
# Why it matters: ratios of gamma functions are written with loggamma so that they do not overflow (Beta functions, binomials of
# real numbers, likelihoods); for negative arguments their sign is lost, and only after compiling.
#
# Source: SymPy documents loggamma as the logarithm of Γ with its branch cut; no report of the printer found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pythons=(python3.13 python3.12 "$HOME"/.pyenv/versions/3.1[23]*/bin/python)
python=$(for name in "${pythons[@]}"; do "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && break; done || true)
"${python:?needs Python 3.13 or 3.12}" -m venv "$folder/env"
"$folder/env/bin/pip" install -q sympy==1.14.0 scipy==1.18.1 numpy==2.5.5 mpmath==1.3.0
"$folder/env/bin/python" - <<'PYTHON'
import sys

import sympy

x = sympy.symbols("x")
expression = sympy.exp(sympy.loggamma(x))
at = sympy.Rational(-1, 2)
truth = sympy.gamma(at)  # −2√π, exactly
symbolic = sympy.re(expression.subs(x, at).evalf(30))
seen = {module: complex(sympy.lambdify(x, expression, module)(-0.5)).real for module in ("scipy", "math", "mpmath")}
print("sympy", sympy.__version__)
print(f"truth {truth} = {truth.evalf(17)}; as an expression {symbolic.evalf(17)}; lambdified {seen}")
as_described = truth == -2 * sympy.sqrt(sympy.pi) and symbolic < -3.5 and seen["mpmath"] < -3.5
as_described = as_described and seen["scipy"] > 3.5 and seen["math"] > 3.5
print("as described" if as_described else "the behaviour has changed")
sys.exit(not as_described)
PYTHON
