"""Attributions of shap and captum on small cases, recorded once: `python -m support.other_explainers FILE`.

It runs in an environment of its own that has shap, captum and PyTorch; the tests compare with the file.
"""

import json
import sys
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

WIDTHS = (4, 6, 1)
GROUPS = [0, 1, 1, 2]
SIGMA, DRAWS = 0.3, 200_000


def drawn_case() -> dict[str, Any]:
    """A network with tanh, instances, and rows to compare with, all of three decimals."""
    rng = np.random.default_rng(0)
    return {
        "weights": [rng.normal(size=(n, k)).round(3).tolist() for k, n in pairwise(WIDTHS)],
        "biases": [rng.normal(size=n).round(3).tolist() for n in WIDTHS[1:]],
        "inputs": rng.normal(size=(3, 4)).round(3).tolist(),
        "reference": rng.normal(size=4).round(3).tolist(),
        "background": rng.normal(size=(5, 4)).round(3).tolist(),
        "groups": GROUPS,
        "masks": (rng.random((40, 3)) < 0.5).astype(int).tolist(),
    }


def scores(case: dict[str, Any], points: np.ndarray) -> np.ndarray:
    (first, last), (shift, constant) = (list(map(np.array, case[name])) for name in ("weights", "biases"))
    return np.tanh(points @ first.T + shift) @ last[0] + constant[0]


def of_shap(case: dict[str, Any]) -> dict[str, Any]:
    import shap  # pyright: ignore[reportMissingImports]

    inputs, background = np.array(case["inputs"]), np.array(case["background"])
    kernel = shap.KernelExplainer(lambda points: scores(case, points), background)
    exact = shap.explainers.Exact(lambda points: scores(case, points), shap.maskers.Independent(background))
    return {
        "kernel": kernel.shap_values(inputs, l1_reg=0, silent=True).tolist(),
        "exact": exact(inputs).values.tolist(),
    }


def of_captum(case: dict[str, Any]) -> dict[str, Any]:
    import captum.attr as attr  # pyright: ignore[reportMissingImports]
    import torch  # pyright: ignore[reportMissingImports]

    def tensor(name: str) -> Any:
        return torch.tensor(case[name], dtype=torch.float64)

    first, last, shift, constant = (torch.tensor(part).double() for part in (*case["weights"], *case["biases"]))

    def forward(points: Any) -> Any:
        return torch.tanh(points @ first.T + shift) @ last[0] + constant[0]

    inputs, reference = tensor("inputs"), tensor("reference")[None]
    groups = torch.tensor([case["groups"]])
    found = {
        "gradient": attr.Saliency(forward).attribute(inputs, abs=False),
        "gradient_input": attr.InputXGradient(forward).attribute(inputs),
        "shapley": attr.ShapleyValues(forward).attribute(inputs, reference),
        "shapley_groups": attr.ShapleyValues(forward).attribute(inputs, reference, feature_mask=groups),
    }
    for rule in ("gausslegendre", "riemann_middle", "riemann_right"):
        integrated = attr.IntegratedGradients(forward)
        found[rule] = integrated.attribute(inputs, reference, n_steps=10, method=rule)
    torch.manual_seed(0)
    tunnel = attr.NoiseTunnel(attr.Saliency(forward))
    found["smoothgrad"] = tunnel.attribute(
        inputs, nt_type="smoothgrad", nt_samples=DRAWS, nt_samples_batch_size=10_000, stdevs=SIGMA, abs=False
    )
    found["lime"] = torch.cat([lime(attr, torch, forward, one[None], reference, case) for one in inputs])
    return {name: values.detach().numpy().tolist() for name, values in found.items()}


def lime(attr: Any, torch: Any, forward: Any, one: Any, reference: Any, case: dict[str, Any]) -> Any:
    """The coefficients of a ridge regression of captum's LIME on given masks, weighted by the cosine distance."""
    from captum._utils.models.linear_model import SkLearnLinearModel  # pyright: ignore[reportMissingImports]

    masks = [torch.ones(1, 3).double(), *(torch.tensor([row]).double() for row in case["masks"])]
    columns = torch.tensor(case["groups"])

    def perturbed(_: Any, **__: Any) -> Any:
        yield from masks

    def weight(_: Any, __: Any, mask: Any, **___: Any) -> float:
        distance = 1.0 - float(mask.mean()) ** 0.5
        return float(np.exp(-(distance**2) / (2.0 * 0.25**2)))

    explained = attr.LimeBase(
        forward,
        SkLearnLinearModel(sklearn_module="linear_model.Ridge", alpha=1.0),
        similarity_func=weight,
        perturb_func=perturbed,
        perturb_interpretable_space=True,
        from_interp_rep_transform=lambda mask, x, **_: torch.where(mask[:, columns] > 0.5, x, reference),
        to_interp_rep_transform=None,
    )
    return explained.attribute(one, n_samples=len(masks)).double()


if __name__ == "__main__":
    made = drawn_case()
    made |= {"sigma": SIGMA, "draws": DRAWS, "shap": of_shap(made), "captum": of_captum(made)}
    made["versions"] = {name: version(name) for name in ("shap", "captum", "torch", "numpy")}
    Path(sys.argv[1]).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
