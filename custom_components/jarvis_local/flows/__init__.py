"""The dialogs in which Jarvis is set up: servers, agents, AI tasks, downloads."""
