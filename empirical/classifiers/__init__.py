"""Networks of several classes: their training, also against attacks, and their accuracy under attack."""

from empirical.classifiers.accuracy import accuracy, attacked_accuracy
from empirical.classifiers.adversaries import ADVERSARIES, FGSM, PGD, Adversary
from empirical.classifiers.bottlenecks import BottleneckNetwork, Bottlenecks
from empirical.classifiers.convolutions import ConvNetwork, Convolutions
from empirical.classifiers.network import ClassNetwork
from empirical.classifiers.optimisers import Optimiser
from empirical.classifiers.training import ClassTraining, train_classifier

__all__ = [
    "ADVERSARIES",
    "FGSM",
    "PGD",
    "Adversary",
    "BottleneckNetwork",
    "Bottlenecks",
    "ClassNetwork",
    "ClassTraining",
    "ConvNetwork",
    "Convolutions",
    "Optimiser",
    "accuracy",
    "attacked_accuracy",
    "train_classifier",
]
