"""Programs and assistants are told by what they are called; people with odd names are people."""

import pytest

from influencekit.domain import Identity
from influencekit.people.assistants import assistant
from influencekit.people.bots import bot


def identity(text):
    name, _, rest = text.partition(" <")
    return Identity(name, rest.removesuffix(">"))


@pytest.mark.parametrize(
    "text",
    [
        "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
        "dependabot-preview[bot] <support@dependabot.com>",
        "dependabot <x@example.org>",
        "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>",
        "Renovate Bot <bot@renovateapp.com>",
        "pre-commit-ci[bot] <66853113+pre-commit-ci[bot]@users.noreply.github.com>",
        "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>",
        "GitHub Actions <actions@github.com>",
        "Automated <actions@users.noreply.github.com>",
        "GitHub <noreply@github.com>",
        "greenkeeperio-bot <support@greenkeeper.io>",
        "codecov <c@example.org>",
        "Weblate (bot) <hosted@weblate.org>",
        "Hosted Weblate <hosted@weblate.org>",
        "pytest bot <pytestbot@gmail.com>",
        "Example CI <ci@example.org>",
        "Release Bot <release@x.org>",
        "k8s-ci-robot",
        "conda-forge-bot",
        "release-bot-2",
        "bot-of-builds",
        "acme-jenkins",
        "acme-automation",
        "rustbot",
        "buildbot3",
        "Someone <1+frobnicator-bot@users.noreply.github.com>",
    ],
)
def test_a_program_is_told_and_a_reason_is_given(text):
    assert bot(identity(text)).endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace <ada@x.org>",
        "Ben Bot <ben@x.org>",
        "Scott Abbott <abbott@x.org>",
        "Marie Chabot <m@x.org>",
        "talbot",
        "dabbott",
        "joetalbot",
        "lebot",
        "scottbot",
        "scott-bot",
        "artfulrobot",
        "the-robot",
        "mr-robot-ops",
        "iamthebot",
        "robotnik",
        "botanist",
        "Carlos Jenkins <carlos@x.org>",
        "Travis <travis@x.org>",
        "Travis Oak <travis@travis-ci.com>",
        "Ada King <ada@greenkeeper.io>",
        "Tery Lim <kumabot@users.noreply.github.com>",
        "Scott <scott-bot@users.noreply.github.com>",
        "Tianci Gu <gutianci@x.org>",
        "Cody <cody@x.org>",
        "Ada Lovelace <noreply@github.com>",
        "Robert Otto <rob.otto@x.org>",
        "",
        "bot",
        "助",
    ],
)
def test_a_person_is_not_taken_for_a_program(text):
    assert bot(identity(text)) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Claude <noreply@anthropic.com>", "Claude"),
        ("Claude Opus 4.6 (1M context) <noreply@anthropic.com>", "Claude"),
        ("Claude", "Claude"),
        ("Claude Code <c@example.org>", "Claude"),
        ("Claude <81847+claude@users.noreply.github.com>", "Claude"),
        ("claude[bot] <209825114+claude[bot]@users.noreply.github.com>", "Claude"),
        ("Opus 4.7", "Claude"),
        ("Copilot <175728472+Copilot@users.noreply.github.com>", "Copilot"),
        ("copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>", "Copilot"),
        ("copilot-swe-agent[bot]", "Copilot"),
        ("GitHub Copilot <me@x.org>", "Copilot"),
        ("Cursor <cursoragent@cursor.com>", "Cursor"),
        ("Cursor Agent <199161495+cursoragent@users.noreply.github.com>", "Cursor"),
        ("Cursor Grok 4.5 <grok@x.ai>", "Cursor"),
        ("aider (gpt-4o) <aider@aider.chat>", "Aider"),
        ("Codex <codex@openai.com>", "Codex"),
        ("chatgpt-codex-connector[bot]", "Codex"),
        ("ChatGPT <noreply@openai.com>", "ChatGPT"),
        ("GPT-5.5", "ChatGPT"),
        ("gemini-code-assist[bot] <1+gemini-code-assist[bot]@users.noreply.github.com>", "Gemini"),
        ("Gemini 2.5 Pro <g@x.org>", "Gemini"),
        ("Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>", "Devin"),
        ("google-labs-jules[bot]", "Jules"),
        ("ClaudeCode:claude-opus-4", "Claude"),
        ("Frobnicator:frob-7b coccinelle sparse", "Frobnicator"),
    ],
)
def test_an_assistant_is_named_whatever_its_version(text, name):
    assert assistant(identity(text)) == name


@pytest.mark.parametrize(
    "text",
    [
        "Claude Monet <claude@giverny.fr>",
        "Claude <claude@giverny.fr>",
        "Claude <none@none>",
        "Claude Shannon",
        "Devin Ai <devin.ai@gmail.com>",
        "Devin <devin@x.org>",
        "Jules Verne",
        "Amp <amp@x.org>",
        "Opus Peter <opus@x.org>",
        "Ada Lovelace (aider) <ada@x.org>",
        "Ada Lovelace <ada@anthropic.com>",
        "Grace Hopper <grace@openai.com>",
        "GitHub <noreply@github.com>",
        "Microsoft <opensource@microsoft.com>",
        "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
        "claude-fan <12+claude-fan@users.noreply.github.com>",
        "",
        "Re: this <x@x.org>",
    ],
)
def test_a_person_and_a_plain_bot_are_no_assistants(text):
    assert assistant(identity(text)) is None
