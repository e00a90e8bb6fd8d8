"""The kinds of models, one folder each, behind one protocol."""
