"""One turn of a conversation: what the model is told, what it does, what is said."""
