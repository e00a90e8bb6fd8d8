"""Variational autoencoders of tabular data, in whose latent space C-CHVAE searches for recourses."""

from empirical.autoencoder.networks import VAE, Decoder
from empirical.autoencoder.quality import Quality, quality
from empirical.autoencoder.settings import VAETraining, latent_width
from empirical.autoencoder.training import train_vae

__all__ = ["VAE", "Decoder", "Quality", "VAETraining", "latent_width", "quality", "train_vae"]
