"""Who is a program: bots, services and AI assistants, told by name, login and address alone.

A person who is taken for a bot vanishes from every table, so a rule that is not sure says nothing:
a full name of a person's kind beats whatever the login looks like.
"""

import re

from influencekit.domain import Identity
from influencekit.people.addresses import address_of
from influencekit.people.given_names import GIVEN_NAMES
from influencekit.people.names import fold

_MARKED = re.compile(r"\[bot\]|\(bot\)", re.IGNORECASE)
_SERVICES_TEXT = """
    actions user, all contributors, allcontributors, appveyor, autofix ci, azure pipelines,
    bors, buildkite, circleci, cirrus ci, coderabbit, codecov, codefactor io, codetriage readme
    bot, commitlint, copybara service, coveralls, crowdin, deepsource autofix, dependabot,
    dependabot preview, dependabot support, docker library bot, drone ci, fossabot, git for
    windows build agent, github, github action, github actions, github merge queue, github pages
    deploy action, gitbook, gitgitgadget, gitlab ci, gitlocalize, gitter badger, the
    gitter badger, gopherbot, greenkeeper, greenkeeperio, homu, hosted weblate, imgbotapp, jazzband bot,
    jenkins, jenkins ci, kodiakhq, l10n daemon script, launchpad translations on behalf of, lgtm
    migrator, mend for github com, mergify, meeseeksmachine, modular magician, netlify, nixpkgs
    upkeep, pep8speaks, percona ci, pontoon, pre commit ci, pyup, r ryantm, readthedocs
    assistant, readmecritic, release please, renovate, renovate approve, restyled io, rust
    highfive, rust timer, rultor, scala steward, semantic release, semaphore ci, snyk, sourcery
    ai, sourcegraph, step security, transifex, translate wiki, translatewiki, translatewiki net,
    translation updater, travis ci, vercel, web flow, weblate, whitesource bolt,
    whitesource bolt for github, whitesource renovate, zuul
"""
_SERVICES = frozenset(name.strip() for name in _SERVICES_TEXT.replace("\n", " ").split(","))
"""Folded names of services that commit."""

_SERVICE_ADDRESS = re.compile(
    r"""(?: github-)? actions? @ (?: users\.noreply\. )? github\.com | support@dependabot\.com
    | bot@renovateapp\.com | builds@travis-ci\.(?: org|com ) | support@greenkeeper\.io
    | snyk-bot@snyk\.io | noreply-mt-.*@weblate\.org | .+@bots?\..+""",
    re.VERBOSE,
)
"""Addresses that no person has; people who work at these services have others."""
_BOT = re.compile(r"(?:ro)?bots?\d*[a-z]?|roboto")
_PROGRAM = re.compile(
    r"""ci | cla | jenkins | travis | buildkite | circleci | autobuild | autoroll | autotester
    | \w*automation | integration | webhook | releaser? | build | builder | deploy | deployer
    | devops | notifier | steward | translations? | updater | worker | \w+bot\d*""",
    re.VERBOSE,
)
"""Last part of a login that only programs have."""
_PLAYFUL = re.compile(
    "am|dj|dr|evil|i|im|is|iam|like|little|make|man|miss|mr|mrs|my|never|not|sir|super|the|this"
)
"""Parts of a login that people like to put beside ``bot``."""
_SURNAME = re.compile(
    r".*(?:ab|tal|cha|ca|tur)bot|(?:le|lam|bar|gar|ger|her|gui|ri|ra|thi|guil)bot"
)
"""Family names that end like this: Abbot, Talbot, Chabot, Cabot, Turbot, Lebot, …"""
_SAID = "The name says that it is a bot."


def bot(identity: Identity) -> str:
    """Return why `identity` is a program, as a sentence, or nothing where it is not known to be.

    Examples
    --------
    >>> bot(Identity("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"))
    'It is marked as a bot: [bot].'
    >>> bot(Identity("k8s-ci-robot"))
    'The name says that it is a bot.'
    >>> bot(Identity("Ben Bot")), bot(Identity("Scott Abbott")), bot(Identity("scottbot"))
    ('', '', '')
    """
    address = address_of(identity.email)
    if _MARKED.search(identity.name) or "[bot]" in address.local:
        return "It is marked as a bot: [bot]."
    name = address.local if "@" in identity.name else identity.name
    folded = fold(name)
    if folded in _SERVICES or _SERVICE_ADDRESS.fullmatch(identity.email):
        return "It is a known service."
    words = folded.split()
    if " " in name.strip():
        return _SAID if _name_is_bots(name, words) else ""
    if _login_is_bots(words):
        return _SAID
    asked = address.account and GIVEN_NAMES.isdisjoint(words)
    login_says = asked and _login_is_bots(fold(address.login).split())
    return "The login says that it is a bot." if login_says else ""


def _name_is_bots(name: str, words: list[str]) -> bool:
    """Judge a name of several words: ``pytest bot``, ``Company CI``."""
    ends_so = name.endswith((" CI", " Automation")) or (words and _BOT.fullmatch(words[-1]))
    return bool(ends_so) and len(words) > 1 and GIVEN_NAMES.isdisjoint(words)


def _login_is_bots(parts: list[str]) -> bool:
    """Judge a login that was cut at its dashes, dots and underscores."""
    if not parts or parts[0] in GIVEN_NAMES or any(map(_PLAYFUL.fullmatch, parts)):
        return False
    if len(parts) > 1:
        return bool(_PROGRAM.fullmatch(parts[-1])) or any(map(_BOT.fullmatch, parts))
    stem, bot, _ = parts[0].rstrip("0123456789").rpartition("bot")
    return (
        len(stem) > 1
        and parts[0].rstrip("0123456789") == stem + bot
        and not stem.endswith("ro")
        and not _SURNAME.fullmatch(stem + bot)
        and stem not in GIVEN_NAMES
        and not any(stem.startswith(name) for name in GIVEN_NAMES if len(name) > 4)
        and not re.match("i?a?m?the|thisis|mr|little|never|evil|super", stem)
    )
