"""Makes the first user over HTTP as the browser does, and logs in again on later starts."""

from collections.abc import AsyncGenerator
import contextlib
from dataclasses import asdict, dataclass, replace
import json
from pathlib import Path
from typing import Any

import aiohttp

from .client import CommandError, HomeClient

TOKEN_DAYS = 3650


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """A user of the home; `token` is a long-lived one, empty before the first login."""

    username: str
    password: str
    name: str = "Camille"
    token: str = ""

    def save(self, path: Path) -> None:
        """Keep them for the next start, readable by this user only."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> Credentials | None:
        """Return what was saved, if anything."""
        return cls(**json.loads(path.read_text())) if path.exists() else None


@contextlib.asynccontextmanager
async def connect(
    url: str, credentials: Credentials, path: Path | None = None
) -> AsyncGenerator[HomeClient]:
    """Give a connected client: onboards a new home, logs in to a known one.

    With a path, the credentials are kept there with their token, and the next start is quicker.
    """
    known = (path and Credentials.load(path)) or credentials
    known = await with_token(url, known)
    if path is not None:
        known.save(path)
    async with HomeClient.open(url, known.token) as client:
        await client.wait_until_running()
        yield client


async def with_token(url: str, credentials: Credentials) -> Credentials:
    """Return the credentials with a token that works now."""
    if credentials.token and await _token_works(url, credentials.token):
        return credentials
    async with aiohttp.ClientSession() as session:
        door = _FrontDoor(session, url)
        steps = await door.steps_to_do()
        if "user" in steps:
            access = await door.onboard(credentials, steps)
        else:
            access = await door.log_in(credentials)
    async with HomeClient.open(url, access) as client:
        token = await client.command(
            "auth/long_lived_access_token",
            # Home Assistant refuses a second token of the same name.
            client_name=f"dev.home {access[-12:]}",
            lifespan=TOKEN_DAYS,
        )
    return replace(credentials, token=token)


async def _token_works(url: str, token: str) -> bool:
    """Say whether Home Assistant still takes this token."""
    try:
        async with HomeClient.open(url, token):
            return True
    except CommandError:
        return False


class _FrontDoor:
    """What the browser does before it has a token."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Remember which home; the client id is its address, as the frontend's is."""
        self._client_id = f"{url}/"
        self._session = session
        self._url = url

    async def steps_to_do(self) -> set[str]:
        """Return the onboarding steps that nobody went through yet."""
        async with self._session.get(f"{self._url}/api/onboarding") as response:
            if response.status == 404:
                return set()
            return {step["step"] for step in await response.json() if not step["done"]}

    async def onboard(self, credentials: Credentials, steps: set[str]) -> str:
        """Make the first user, go through the other steps, and return an access token."""
        user = await self._post(
            "/api/onboarding/users",
            {
                "client_id": self._client_id,
                "language": "en",
                "name": credentials.name,
                "password": credentials.password,
                "username": credentials.username,
            },
        )
        access = await self._exchange(user["auth_code"])
        redirect = {"client_id": self._client_id, "redirect_uri": self._client_id}
        for step in ("core_config", "analytics", "integration"):
            if step in steps:
                body = redirect if step == "integration" else {}
                await self._post(f"/api/onboarding/{step}", body, access)
        return access

    async def log_in(self, credentials: Credentials) -> str:
        """Log in with user and password and return an access token."""
        flow = await self._post(
            "/auth/login_flow",
            {
                "client_id": self._client_id,
                "handler": ["homeassistant", None],
                "redirect_uri": self._client_id,
            },
        )
        answer = await self._post(
            f"/auth/login_flow/{flow['flow_id']}",
            {
                "client_id": self._client_id,
                "password": credentials.password,
                "username": credentials.username,
            },
        )
        if answer["type"] != "create_entry":
            raise CommandError("invalid_auth", "the user or the password is wrong")
        return await self._exchange(answer["result"])

    async def _exchange(self, code: str) -> str:
        """Turn an authorisation code into an access token."""
        form = {"grant_type": "authorization_code", "code": code, "client_id": self._client_id}
        async with self._session.post(f"{self._url}/auth/token", data=form) as response:
            if response.status != 200:
                raise CommandError(str(response.status), await response.text())
            return str((await response.json())["access_token"])

    async def _post(self, path: str, body: dict[str, Any], access: str = "") -> dict[str, Any]:
        """Post JSON and return the JSON answer."""
        headers = {"Authorization": f"Bearer {access}"} if access else {}
        async with self._session.post(f"{self._url}{path}", json=body, headers=headers) as response:
            if response.status >= 400:
                raise CommandError(str(response.status), await response.text())
            answer: dict[str, Any] = await response.json()
            return answer
