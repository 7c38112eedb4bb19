"""The list of validators: add yours here."""

from . import (
    actions,
    brand,
    files,
    hacs,
    icons,
    imports,
    languages,
    manifest,
    quality_scale,
    requirements,
    translation_layout,
    translation_use,
    translations,
)
from .repository import Validator

VALIDATORS: dict[str, Validator] = {
    "files": files.validate,
    "manifest": manifest.validate,
    "requirements and dependencies": requirements.validate,
    "imports of other integrations": imports.validate,
    "layout of the translations": translation_layout.validate,
    "translations of all languages": translations.validate,
    "translations used by the code": translation_use.validate,
    "words that Jarvis says": languages.validate,
    "actions": actions.validate,
    "icons": icons.validate,
    "quality scale": quality_scale.validate,
    "brand": brand.validate,
    "HACS and the Marketplace": hacs.validate,
}
