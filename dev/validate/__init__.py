"""What hassfest and the stores look at, checked without a network: `python -m dev.validate`."""
