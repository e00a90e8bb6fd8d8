"""Tiny studies of the kinds that have a page of findings, with the names and the parts of those that come with it."""

from empirical.studies.description import Part, Study

_FEW = {"instances": (4,), "scaling": ("minmax",)}
_LINEAR = {**_FEW, "seed": (0, 1), "steps": (5,)}

STUDIES = {
    "linear": Study(
        "linear",
        (
            Part("epsilon", options={**_LINEAR, "epsilon": (0.0, 0.1), "init": ("zero", "normal")}),
            Part("steps", options={**_LINEAR, "steps": (5, 10)}),
        ),
    ),
    "wide": Study("wide", (Part("main", models=("ntk",), options={**_FEW, "train_rows": (40,), "ridge": (0.1, 1.0)}),)),
    "manifold": Study(
        "manifold",
        (
            Part(
                "main",
                methods=("cchvae",),
                options={
                    **_FEW,
                    "norm": (2.0,),
                    "epsilon": (0.0, 0.02),
                    "steps": (5,),
                    "samples": (20,),
                    "vae_epochs": (1,),
                    "vae_width": (4,),
                    "latent": (2,),
                },
            ),
        ),
    ),
}
"""The studies by name, on the data set that is always there."""
