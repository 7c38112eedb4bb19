"""A browser at the home's door: started, logged in, and handy with the frontend's dialogs."""

from collections.abc import AsyncGenerator
import contextlib
import json
from pathlib import Path
import shutil
import time

from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZE = ViewportSize(width=1280, height=800)
PATIENCE_MS = 40_000
# Dialogs slide in and out.
ANIMATION_MS = 700
A_DAY = 86_400

expect.set_options(timeout=PATIENCE_MS)


def find_program() -> str | None:
    """Return where Chromium is, if it is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextlib.asynccontextmanager
async def open_page(program: str, url: str, token: str) -> AsyncGenerator[Page]:
    """Give a page that is logged in; the side bar is folded to leave room for the rest."""
    stored = {
        "hassTokens": json.dumps(_tokens(url, token)),
        "selectedLanguage": json.dumps("en"),
        "dockedSidebar": json.dumps("auto"),
    }
    script = f"Object.assign(localStorage, {json.dumps(stored)})"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            context = await browser.new_context(viewport=SIZE, locale="en-GB")
            context.set_default_timeout(PATIENCE_MS)
            await context.add_init_script(script)
            yield await context.new_page()
        finally:
            await browser.close()


def _tokens(url: str, token: str) -> dict[str, str | int]:
    """Return what the frontend stores after a login."""
    return {
        "access_token": token,
        "clientId": f"{url}/",
        "expires": int(time.time() + A_DAY) * 1000,
        "expires_in": A_DAY,
        "hassUrl": url,
        "refresh_token": "",
        "token_type": "Bearer",
    }


async def picture(page: Page, path: Path) -> None:
    """Take a picture once nothing moves any more."""
    await page.wait_for_timeout(ANIMATION_MS)
    path.parent.mkdir(exist_ok=True)
    await page.screenshot(path=path)


async def start_adding(page: Page, url: str, name: str) -> Locator:
    """Look an integration up under "Add integration"; returns the dialog of its flow."""
    await page.goto(f"{url}/config/integrations/dashboard")
    await page.get_by_role("button", name="Add integration").click()
    brands = page.locator("dialog-add-integration")
    await brands.locator("input").first.fill(name.partition(" ")[0])
    await brands.get_by_text(name).first.click()
    return page.locator("dialog-data-entry-flow")


async def start_changing(page: Page, url: str, domain: str, kind: str) -> Locator:
    """Open what changes a subentry of this kind; returns the dialog of its flow."""
    await page.goto(f"{url}/config/integrations/integration/{domain}")
    row = page.locator("ha-config-sub-entry-row", has_text=kind)
    await row.get_by_role("button").nth(1).click()
    return page.locator("dialog-data-entry-flow")


async def open_assist(page: Page) -> Locator:
    """Open the Assist dialog by its button; returns the chat in it."""
    await page.get_by_role("button", name="Assist (A)").click()
    chat = page.locator("ha-assist-chat")
    await expect(chat.get_by_role("textbox")).to_be_visible()
    return chat


async def choose_assistant(page: Page, name: str) -> None:
    """Choose another pipeline at the head of the Assist dialog."""
    await page.locator("ha-voice-command-dialog ha-button[slot=trigger]").click()
    await page.get_by_role("menuitem", name=name).click()


async def type_request(chat: Locator, text: str) -> None:
    """Type something into the Assist dialog and send it."""
    field = chat.get_by_role("textbox")
    await field.fill(text)
    await field.press("Enter")
