"""The pages of findings of the studies that measure the claims on data: one study a file, from its folder alone."""
