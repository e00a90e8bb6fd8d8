"""The meaning of fields: terms of vectors, norms, inner products and linear maps, and what reads them."""
