"""What several tests share: instances of every claim, small models, decoders and files, the command line."""
