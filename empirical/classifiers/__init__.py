"""Networks of several classes: their training, also against attacks, and their accuracy under attack."""

from empirical.classifiers.accuracy import accuracy, attacked_accuracy
from empirical.classifiers.adversaries import ADVERSARIES, FGSM, PGD, Adversary
from empirical.classifiers.affine_layers import affine_layers
from empirical.classifiers.bottlenecks import BottleneckNetwork, Bottlenecks
from empirical.classifiers.convolutions import ConvNetwork, Convolutions
from empirical.classifiers.network import ClassNetwork
from empirical.classifiers.optimisers import Optimiser
from empirical.classifiers.training import ClassTraining, train_classifier, train_network

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
    "affine_layers",
    "attacked_accuracy",
    "train_classifier",
    "train_network",
]
