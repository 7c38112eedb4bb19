"""The words Jarvis says: every language has all of them, with the same placeholders."""

from collections.abc import Iterator

from .repository import Repository
from .texts import HTML, differences, flatten

SHIPPED = {"en", "fr"}


def validate(repository: Repository) -> Iterator[str]:
    """Check the folder `languages`."""
    languages = repository.languages()
    for language in sorted(SHIPPED - set(languages)):
        yield f"languages/{language}.json: the language is missing"
    yield from differences(languages, "languages")
    for language, nested in languages.items():
        for key, text in flatten(nested).items():
            if not text.strip():
                yield f"languages/{language}.json: {key} is empty"
            # Spoken: a text-to-speech engine would read it out.
            if HTML.search(text):
                yield f"languages/{language}.json: {key} has HTML"
