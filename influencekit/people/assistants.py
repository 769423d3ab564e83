"""AI assistants, told from people: by the vendor's address, the account, or the product's name.

``Co-authored-by: Claude <noreply@anthropic.com>`` is an assistant; ``Claude <claude@x.fr>`` is a
man in France. A name that people have too therefore counts only with a vendor's address, with a
version or the like behind it, or with no address at all.

The Linux kernel's ``Assisted-by: AGENT:MODEL`` is read too.
"""

import re

from influencekit.domain import Identity
from influencekit.people.addresses import Address, address_of
from influencekit.people.names import fold

_VENDORS = frozenset(
    {"anthropic", "cognition", "github", "google", "jetbrains", "microsoft", "openai", "xai"}
)
"""Words that may stand before a product's name."""
_PRODUCTS = {
    "aider": "Aider",
    "amp": "Amp",
    "chatgpt": "ChatGPT",
    "claude": "Claude",
    "claudecode": "Claude",
    "cline": "Cline",
    "codex": "Codex",
    "copilot": "Copilot",
    "cursor": "Cursor",
    "cursoragent": "Cursor",
    "deepseek": "DeepSeek",
    "devin": "Devin",
    "gemini": "Gemini",
    "grok": "Grok",
    "jules": "Jules",
    "junie": "Junie",
    "kiro": "Kiro",
    "opencode": "OpenCode",
    "openhands": "OpenHands",
    "qwen": "Qwen Code",
    "roo": "Roo Code",
    "windsurf": "Windsurf",
}
_MODELS = {
    "fable": "Claude",
    "haiku": "Claude",
    "opus": "Claude",
    "sonnet": "Claude",
    "gpt": "ChatGPT",
}
"""Words that mean an assistant only where a version follows."""
_QUALIFIER = re.compile(
    "v?[0-9].*|agent|assistant|bot|cli|code|coder|coding|composer|flash|pro|swe"
    "|claude|fable|gpt|grok|gemini|haiku|opus|sonnet"
)
"""What follows a product's name and no first name."""

_BEGINNINGS = _VENDORS | _PRODUCTS.keys() | _MODELS.keys()

_ADDRESSES = {
    "aider.chat": ("Aider", ".*"),
    "ampcode.com": ("Amp", "amp"),
    "anthropic.com": ("Claude", "noreply|claude.*"),
    "claude.ai": ("Claude", "noreply"),
    "claude.com": ("Claude", "noreply"),
    "cursor.com": ("Cursor", "cursoragent|agent|noreply"),
    "cursor.sh": ("Cursor", "cursoragent|ai|noreply"),
    "devin.ai": ("Devin", ".*"),
    "google.com": ("Gemini", "gemini.*"),
    "openai.com": ("ChatGPT", "codex|chatgpt|noreply"),
    "opencode.ai": ("OpenCode", ".*"),
    "all-hands.dev": ("OpenHands", "openhands"),
    "x.ai": ("Grok", "grok"),
}
"""Vendors' domains and the local parts that are not those of the people who work there."""
_LOGINS = {
    "amazon-q-developer": "Amazon Q",
    "chatgpt-codex-connector": "Codex",
    "copilot-pull-request-reviewer": "Copilot",
    "copilot-swe-agent": "Copilot",
    "cursoragent": "Cursor",
    "devin-ai-integration": "Devin",
    "gemini-code-assist": "Gemini",
    "google-labs-jules": "Jules",
    "openhands-agent": "OpenHands",
}
"""Accounts of the vendors' whose logins no person has."""
_NUMBERS = {"81847": "Claude", "175728472": "Copilot", "198982749": "Copilot"}
"""GitHub's numbers of those accounts whose logins a person may have elsewhere."""
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")
_AGENT_AND_MODEL = re.compile(r"(?P<agent>[\w. -]{2,40}):\w.*", re.DOTALL)


def assistant(identity: Identity) -> str | None:
    """Return the AI assistant that `identity` names, or None where it is a person or a plain bot.

    Examples
    --------
    >>> assistant(Identity("Claude Opus 4.6 (1M context)", "noreply@anthropic.com"))
    'Claude'
    >>> assistant(Identity("ClaudeCode:claude-opus-4")), assistant(Identity("Opus 4.7"))
    ('Claude', 'Claude')
    >>> assistant(Identity("Claude Monet", "claude@giverny.fr")) is None
    True
    """
    if _is_nothing_like(identity):
        return None
    address = address_of(identity.email)
    by_address = _by_address(address) or _by_account(address)
    name, marked, _ = identity.name.partition("[bot]")
    nobodys = not identity.email or "reply" in address.local
    by_name = _by_name(name, bare=bool(by_address or marked or nobodys))
    if by_name or by_address:
        return by_name or by_address
    if marked:
        return _LOGINS.get(name.lower())
    pair = None if identity.email else _AGENT_AND_MODEL.fullmatch(identity.name)
    return pair and (_by_name(pair["agent"], bare=True) or pair["agent"].strip())


def _is_nothing_like(identity: Identity) -> bool:
    """Tell nearly everybody at a glance: neither the name, nor the address, nor the form is like it."""
    first = _FIRST_WORD.match(identity.name)
    return (
        (first is None or first[1].lower() not in _BEGINNINGS)
        and identity.email.rpartition("@")[2] not in _ADDRESSES
        and "[bot]" not in identity.name
        and ".noreply." not in identity.email
        and identity.email != ""
    )


def _by_address(address: Address) -> str | None:
    product, local = _ADDRESSES.get(address.domain, ("", ""))
    return product if product and re.fullmatch(local, address.local) else None


def _by_account(address: Address) -> str | None:
    if not address.account:
        return None
    login, marked, _ = address.login.partition("[bot]")
    product = _LOGINS.get(login) or _NUMBERS.get(address.number)
    return product or (_PRODUCTS.get(login) if marked else None)


def _by_name(name: str, *, bare: bool) -> str | None:
    """Return the product that `name` spells; with nothing behind it only where `bare`."""
    words = fold(name).split()
    vendor = len(words) > 1 and words[0] in _VENDORS
    word, *more = words[vendor:] or [""]
    qualified = vendor or (more and _QUALIFIER.fullmatch(more[0]))
    if word in _MODELS:
        return _MODELS[word] if qualified else None
    known = qualified or (bare and more in ([], ["ai"]))
    return _PRODUCTS.get(word) if known else None
