"""Candidate recourses around instances, in the space of inputs and in a latent space."""
