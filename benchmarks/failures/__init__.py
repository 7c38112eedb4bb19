"""What the user hears when a model or its server fails: Jarvis beside Home Assistant's own agent."""
