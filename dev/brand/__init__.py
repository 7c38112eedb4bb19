"""The pictures that Home Assistant shows for the integration: `python -m dev.brand` draws them."""
