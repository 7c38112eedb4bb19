"""What Ollama answers when it refuses, word for word as its server does."""

from typing import Any

from .wire import dump

PROMPT_TOO_LONG = (
    "the prompt is longer than the context length currently available to the model; shorten the "
    "prompt, adjust the context length in settings, or use a model with a longer context length"
)


class RefusedError(Exception):
    """A request that Ollama answers with a status and `{"error": …}`."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the status and the words of the body."""
        super().__init__(message)
        self.status = status
        self.message = message

    @property
    def body(self) -> dict[str, Any]:
        """Return the JSON body."""
        return {"error": self.message}


def model_missing(name: str) -> RefusedError:
    """Return the answer to a name that is not installed."""
    return RefusedError(404, f"model '{name}' not found")


def lacks(name: str, what: str) -> RefusedError:
    """Return the answer to a model that cannot think, chat or generate."""
    return RefusedError(400, f'"{name}" does not support {what}')


def lacks_tools(full_name: str) -> RefusedError:
    """Return the answer to tools for a model without them; Ollama says its name unquoted here."""
    return RefusedError(400, f"{full_name} does not support tools")


def context_exceeded(tokens: int, num_ctx: int) -> RefusedError:
    """Return llama-server's answer to a long prompt, which Ollama passes on as a string of JSON."""
    error = {
        "code": 400,
        "message": f"request ({tokens} tokens) exceeds the available context size "
        f"({num_ctx} tokens), try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": tokens,
        "n_ctx": num_ctx,
    }
    return RefusedError(400, dump({"error": error}))


def no_pictures() -> RefusedError:
    """Return llama-server's answer to a picture for a model that cannot see."""
    error = {
        "code": 500,
        "message": "image input is not supported - hint: if this is unexpected, "
        "you may need to provide the mmproj",
        "type": "server_error",
    }
    return RefusedError(500, dump({"error": error}))
