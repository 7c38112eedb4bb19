"""A real Home Assistant for development and end-to-end tests: started, onboarded, furnished, talked to."""

from .client import CommandError, HomeClient
from .onboarding import Credentials, connect
from .pipeline_run import PipelineRun
from .process import HassProcess, StartError, free_port

__all__ = [
    "CommandError",
    "Credentials",
    "HassProcess",
    "HomeClient",
    "PipelineRun",
    "StartError",
    "connect",
    "free_port",
]
