"""What goes wrong with the file: Jarvis talks on, says so, and a repair issue names it."""

from contextlib import closing
import os
from pathlib import Path
import sqlite3

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from sqlalchemy import text
from sqlalchemy.orm import Session

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.store import Store, StoreError, StoreReason, audit
from custom_components.jarvis_local.store.issues import StoreIssues
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .kept import act
from .speech import speech
from .test_repairs import Repairs


@pytest.fixture
def file(hass: HomeAssistant) -> Path:
    """Return where the entry keeps its things."""
    return Path(hass.config.path("jarvis_local.db"))


async def loaded(hass: HomeAssistant) -> Store:
    """Return the store of an entry that is loaded, whatever the file is like."""
    entry = make_entry()
    await setup_entry(hass, entry)
    store: Store = entry.runtime_data.store
    return store


async def once_kept(path: Path, rows: int = 1) -> None:
    """Make a file with some acts in it."""
    store = Store(path)
    for _ in range(rows):
        await store.async_run(audit.add, act(words="x" * 900))
    await store.async_close()


def issues(hass: HomeAssistant) -> dict[str, str | None]:
    """Return our issues about the file, and what their texts are called."""
    return {
        issue.issue_id: issue.translation_key
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.issue_id.startswith("storage")
    }


async def refused(store: Store) -> StoreReason:
    """Return why nothing can be kept."""
    with pytest.raises(StoreError) as caught:
        await store.async_run(audit.add, act())
    assert str(caught.value)
    return caught.value.reason


def _garbage(path: Path) -> None:
    """Write what is no database."""
    path.write_bytes(b"This is not what you expect. " * 500)


def _cut(path: Path) -> None:
    """Leave the first half, as a disk may that lost its power."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _scratched(path: Path) -> None:
    """Overwrite a part in the middle."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))


@pytest.mark.parametrize("damage", [_garbage, _cut, _scratched])
async def test_sets_a_damaged_file_aside(
    hass: HomeAssistant, file: Path, damage: object, hass_client: ClientSessionGenerator
) -> None:
    """The file is kept under another name, a fresh one is used, and the owner is told once."""
    for component in ("repairs", DOMAIN):
        assert await async_setup_component(hass, component, {})
    repairs = Repairs(await hass_client())
    await once_kept(file, rows=100)
    assert callable(damage)
    damage(file)
    before = file.read_bytes()

    store = await loaded(hass)
    await store.async_run(audit.add, act(words="afresh"))
    assert [one.words for one in await store.async_run(audit.recent)] == ["afresh"]
    [aside] = file.parent.glob("*.corrupt.*")
    assert aside.read_bytes() == before
    assert issues(hass) == {"storage_corrupt": "storage_corrupt"}

    flow = await repairs.start("storage_corrupt")
    assert flow["description_placeholders"] == {"path": str(file), "copy": aside.name}
    assert (await repairs.submit(flow))["type"] == "create_entry"
    assert issues(hass) == {}


async def test_damage_that_cannot_be_set_aside(
    hass: HomeAssistant, file: Path, freezer: FrozenDateTimeFactory
) -> None:
    """Where not even a new name can be given, nothing is touched, and nothing kept until it can be."""
    _garbage(file)
    before = file.read_bytes()
    freezer.move_to("2026-11-23 12:00:00")
    hindrance = file.with_name(f"{file.name}.corrupt.2026-11-23T12-00-00.000000")
    (hindrance / "full").mkdir(parents=True)
    store = await loaded(hass)
    assert await refused(store) is StoreReason.FAILED
    assert issues(hass) == {"storage": "storage_failed"}
    assert file.read_bytes() == before
    freezer.tick()
    await store.async_run(audit.add, act())
    assert issues(hass) == {"storage_corrupt": "storage_corrupt"}


async def test_damage_that_shows_later(hass: HomeAssistant, file: Path) -> None:
    """What breaks while we run costs one piece of work, which is told; the next has a fresh file."""
    store = await loaded(hass)
    await store.async_run(_many, act())
    await store.async_hold()
    await store.async_release()
    _scratched(file)
    # What it still knows from before it was damaged helps nobody.
    await store.async_run(lambda session: session.execute(text("PRAGMA shrink_memory")).close())
    with pytest.raises(StoreError) as caught:
        await store.async_run(audit.recent)
    assert caught.value.reason is StoreReason.FAILED
    await store.async_run(audit.add, act(words="afresh"))
    assert [one.words for one in await store.async_run(audit.recent)] == ["afresh"]
    assert issues(hass) == {"storage_corrupt": "storage_corrupt"}


async def test_leaves_a_newer_version_alone(hass: HomeAssistant, file: Path) -> None:
    """A file from the future is not touched; nothing is kept, and an issue says what to do."""
    await once_kept(file)
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("INSERT INTO schema_version VALUES (99, '2030-01-01 00:00:00.000000')")
        newer.commit()
    before = file.read_bytes()
    store = await loaded(hass)
    assert await refused(store) is StoreReason.NEWER
    assert issues(hass) == {"storage": "storage_newer"}
    await store.async_close()
    assert file.read_bytes() == before


def _in_the_way(path: Path) -> None:
    """Put a folder where the file should be."""
    path.mkdir()


def _forbidden(path: Path) -> None:
    """Forbid to write into the folder."""
    path.parent.chmod(0o500)
    if os.access(path.parent, os.W_OK):
        pytest.skip("Nothing is forbidden to this user")


@pytest.mark.parametrize("hinder", [_in_the_way, _forbidden])
async def test_talks_on_without_a_file(
    hass: HomeAssistant, home: Home, ask: Ask, file: Path, hinder: object
) -> None:
    """Where no file can be made, lights still turn on, and a repair issue names it until it is mended."""
    assert callable(hinder)
    hinder(file)
    entry = make_entry()
    await setup_entry(hass, entry)
    assert await refused(entry.runtime_data.store) is StoreReason.READ_ONLY
    assert issues(hass) == {"storage": "storage_read_only"}
    answer = await ask("Turn on the kitchen light")
    assert speech(answer)
    assert home.value("light.kitchen") == "on"

    assert await hass.config_entries.async_unload(entry.entry_id)
    assert issues(hass) == {}
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert issues(hass) == {"storage": "storage_read_only"}

    file.parent.chmod(0o700)
    if file.is_dir():
        file.rmdir()
    await entry.runtime_data.store.async_run(audit.add, act(words="mended"))
    [kept] = await entry.runtime_data.store.async_run(audit.recent)
    assert kept.words == "mended"
    assert issues(hass) == {}


async def test_trouble_with_what_is_handed_in(hass: HomeAssistant, file: Path) -> None:
    """What nobody waits for is reported, too, and so is that it works again."""
    _in_the_way(file)
    store = await loaded(hass)
    ir.async_delete_issue(hass, DOMAIN, "storage")
    store.async_keep(audit.add, act(words="lost"))
    assert await refused(store) is StoreReason.READ_ONLY

    file.rmdir()
    store.async_keep(audit.add, act(words="mended"))
    await hass.async_add_executor_job(store._thread.submit(int).result)
    await hass.async_block_till_done()
    assert issues(hass) == {}
    [kept] = await store.async_run(audit.recent)
    assert kept.words == "mended"


@pytest.mark.parametrize(
    ("pragma", "undo", "reason"),
    [
        ("max_page_count = 1", "max_page_count = 100000", StoreReason.FULL),
        ("query_only = ON", "query_only = OFF", StoreReason.READ_ONLY),
    ],
    ids=["full", "read-only"],
)
async def test_disk_fails_while_running(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    pragma: str,
    undo: str,
    reason: StoreReason,
) -> None:
    """A disk that is full or becomes read-only: each piece of work says so, and it mends by itself."""
    store = await loaded(hass)
    engine = store._database._engine
    assert engine is not None

    def _set(text: str) -> None:
        with engine.connect() as connection:
            connection.connection.cursor().execute(f"PRAGMA {text}").close()

    await hass.async_add_executor_job(_set, pragma)
    wanted = act(words="the secret word " * 60)
    with pytest.raises(StoreError) as caught:
        await store.async_run(_many, wanted)
    assert caught.value.reason is reason
    assert issues(hass) == {"storage": reason.value}
    assert "secret word" not in caplog.text
    await hass.async_add_executor_job(_set, undo)
    assert await store.async_run(audit.recent) == []
    assert issues(hass) == {}


async def test_what_nobody_waits_for_fails_quietly(
    hass: HomeAssistant, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is reported once, in the log and as an issue, and raised to nobody."""
    file.mkdir()
    store = Store(file, StoreIssues(hass, str(file)))
    for _ in range(3):
        store.async_keep(audit.add, act())
    await store.async_close()
    assert issues(hass) == {"storage": "storage_read_only"}
    [line] = [line.message for line in caplog.records if line.levelname == "ERROR"]
    assert line.startswith("Nothing can be kept")


def _many(session: Session, first: audit.AuditEntry) -> None:
    """Keep more than the file has room for."""
    for one in (first, *(act(words="x" * 900) for _ in range(100))):
        audit.add(session, one)
