"""The release: a stamped version and the zip that the stores install."""
