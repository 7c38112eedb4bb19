"""The bench's memory of prompts beside that of a real llama-server with models of random weights."""
