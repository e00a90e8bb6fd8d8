"""Populations, cases and fields of a pair of models in one call, as tests want them."""

from typing import Any

from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.checkpoints import Blocks, Checkpoint, without_checkpoints
from empirical.families import family_of
from empirical.models.pair import Pair
from empirical.recourse.learned import Learned
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.decoded import NO_LATENT, Latent, decoded_cases, measure_latent
from empirical.verification.measured import Measured
from empirical.verification.population import Population, finder, populate


def rejected(
    pair: Pair,
    settings: RecourseSettings,
    *,
    cost_weights: Any,
    most: int | None = None,
    seed: int = 0,
    autoencoder: MeasuredAutoencoder | None = None,
    checkpoint: Checkpoint = without_checkpoints,
) -> Population:
    """The population of a pair, with all that finds it chosen at once."""
    learned = Learned(pair.split, autoencoder)
    chosen = finder(settings, cost_weights=cost_weights, seed=seed, learned=learned)
    return populate(pair, chosen, most=most, blocks=Blocks.of(pair.training, checkpoint))


def measure(
    pair: Pair, population: Population, settings: RecourseSettings, *, checkpoint: Checkpoint = without_checkpoints
) -> Measured:
    """What the pair's family measures."""
    blocks = Blocks.of(pair.training, checkpoint)
    return family_of(pair).measure(pair, population, settings, blocks=blocks)


def latent_of(population: Population, autoencoder: MeasuredAutoencoder | None) -> Latent:
    """What Theorem 3 reads in latent space."""
    return NO_LATENT if autoencoder is None else measure_latent(autoencoder, population)


def cases(
    pair: Pair,
    population: Population,
    settings: RecourseSettings,
    autoencoder: MeasuredAutoencoder | None = None,
) -> list[Case]:
    """The cases of a pair: of the claims about its family, then of those about decoded recourses."""
    measured = measure(pair, population, settings)
    return family_of(pair).cases(measured) + decoded_cases(measured, latent_of(population, autoencoder))
