"""Contract tests of the scripted Ollama: the official client must not see a difference."""
