"""What development, tests and the demo need and users never install."""
