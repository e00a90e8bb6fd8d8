"""Folders on disk that several processes use, any of which may be killed at any moment."""
