"""Variational autoencoders of table rows, in whose latent space C-CHVAE looks for recourses."""

from empirical.vae.networks import VAE, Decoder
from empirical.vae.quality import Quality, quality
from empirical.vae.settings import VAETraining, latent_width
from empirical.vae.training import train_vae

__all__ = ["VAE", "Decoder", "Quality", "VAETraining", "latent_width", "quality", "train_vae"]
