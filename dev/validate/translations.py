"""All languages of the user interface say the same things, in texts that the frontend can show."""

from collections.abc import Iterator

from .repository import Repository
from .texts import HTML, URL, differences, flatten, placeholders

SHIPPED = {"de", "en", "es", "fr", "it", "nl", "pl", "pt"}


def validate(repository: Repository) -> Iterator[str]:
    """Check the folder `translations`."""
    languages = repository.translations()
    for language in sorted(SHIPPED - set(languages)):
        yield f"translations/{language}.json: the language is missing"
    if (repository.integration / "strings.json").exists():
        yield "strings.json: custom integrations have only translations/"
    yield from differences(languages, "translations")
    for language, nested in languages.items():
        for key, text in flatten(nested).items():
            for problem in _text(text):
                yield f"translations/{language}.json: {key} {problem}"


def _text(text: str) -> Iterator[str]:
    """Check one text."""
    if not text or text != text.strip():
        yield "is empty, or starts or ends with a space"
    if HTML.search(text):
        yield "has HTML; use Markdown"
    if URL.search(text):
        yield "has an address; use a placeholder"
    if "[%key:" in text:
        yield "is a reference, which only core's build resolves"
    # The frontend's message format takes an apostrophe before a brace for a quote.
    if "'{" in text:
        yield "has an apostrophe before a placeholder; use ’"
    if not all(name.isidentifier() for name in placeholders(text)):
        yield "has a placeholder that is no identifier"
