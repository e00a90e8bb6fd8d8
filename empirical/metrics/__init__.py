"""Metrics of recourses, as the papers define them.

Every metric is one number for each instance. It is NaN for an instance without a recourse: a row of points or changes
that is not finite. :func:`only` puts NaN where a metric is not about an instance. :func:`summarise` averages the
numbers that are known and counts them. Distances and costs are in scaled units.
"""

from empirical.metrics.connectedness import connected
from empirical.metrics.costs import cost, redundancy, sparsity
from empirical.metrics.diversity import diversity
from empirical.metrics.implausibility import euclidean, implausibility, unfaithfulness
from empirical.metrics.plausibility import local_outlier_factor
from empirical.metrics.proximity import ball_radius, knn_distance, sphere_distance
from empirical.metrics.robustness import EPSILONS, stays_valid, stays_valid_in_noise, worst_scores
from empirical.metrics.ssim import ssim_distance
from empirical.metrics.summary import Summary, only, summarise
from empirical.metrics.validity import accepted, probability, success, violations

__all__ = [
    "EPSILONS",
    "Summary",
    "accepted",
    "ball_radius",
    "connected",
    "cost",
    "diversity",
    "euclidean",
    "implausibility",
    "knn_distance",
    "local_outlier_factor",
    "only",
    "probability",
    "redundancy",
    "sparsity",
    "sphere_distance",
    "ssim_distance",
    "stays_valid",
    "stays_valid_in_noise",
    "success",
    "summarise",
    "unfaithfulness",
    "violations",
    "worst_scores",
]
