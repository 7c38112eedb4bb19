"""Constants of Jarvis Local: names and defaults, no logic."""

import logging
from typing import Final

DOMAIN: Final = "jarvis_local"
LOGGER = logging.getLogger(__package__)

# Everything repeatable is a subentry of the one config entry.
SUBENTRY_SERVER: Final = "server"
SUBENTRY_AGENT: Final = "conversation"
SUBENTRY_TASK: Final = "ai_task_data"

# A server: also homeassistant.const's CONF_URL, CONF_API_KEY, CONF_VERIFY_SSL.
CONF_HEADERS: Final = "headers"

# An agent or AI task: also homeassistant.const's CONF_MODEL and CONF_PROMPT.
CONF_FALLBACK_MODELS: Final = "fallback_models"
CONF_TOOL_GROUPS: Final = "tool_groups"
CONF_LOCAL_FIRST: Final = "local_first"
CONF_CHAT_SIGNS: Final = "chat_signs"
CONF_CONFIRM_LOCALLY: Final = "confirm_locally"
CONF_MAX_HISTORY: Final = "max_history"
CONF_MODE: Final = "mode"
CONF_PERSONA: Final = "persona"
CONF_THINK: Final = "think"
CONF_KEEP_ALIVE: Final = "keep_alive"
CONF_NUM_CTX: Final = "num_ctx"
CONF_NUM_PREDICT: Final = "num_predict"
CONF_TEMPERATURE: Final = "temperature"
CONF_TOP_P: Final = "top_p"
CONF_TOP_K: Final = "top_k"
CONF_MIN_P: Final = "min_p"
CONF_REPEAT_PENALTY: Final = "repeat_penalty"
CONF_SEED: Final = "seed"

# The entry's options: bounds in seconds on what a turn may take, and what may leave the house.
CONF_FIRST_TOKEN_TIMEOUT: Final = "first_token_timeout"  # noqa: S105 a time, no secret
CONF_TURN_TIMEOUT: Final = "turn_timeout"
CONF_ALLOW_CLOUD: Final = "allow_cloud"

# The entry's options, under safety: the consent for each area of life.
CONF_POLICY: Final = "policy"
# Whose PIN it is, and who acted where nobody is known: all who live here.
HOUSEHOLD: Final = "household"

DEFAULT_FIRST_TOKEN_TIMEOUT: Final = 30
DEFAULT_TURN_TIMEOUT: Final = 120
DEFAULT_NUM_CTX: Final = 8192
# Ten spoken sentences are more than anyone listens to; without a bound Ollama may write ten contexts' worth.
DEFAULT_NUM_PREDICT: Final = 512
DEFAULT_TASK_NUM_PREDICT: Final = 4096
DEFAULT_MAX_HISTORY: Final = 20
KEEP_ALIVE_FOREVER: Final = -1
DEFAULT_PERSONA: Final = "butler"
DEFAULT_NAME: Final = "Jarvis"
DEFAULT_TASK_NAME: Final = "Jarvis AI task"
