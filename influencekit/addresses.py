"""What an e-mail address says about who is behind it: a mailbox, a forge's account, or nobody."""

import functools
import re

import attrs

_NOREPLY = re.compile(
    r"(?:(?P<number>\d+)[+-])?(?P<login>[^@+]+)@(?:users\.)?no-?reply\.(?P<forge>[^@]+)"
)
"""``12345+login@users.noreply.github.com``, GitLab's ``12345-login@users.noreply.gitlab.com``, and
Gitea's and Forgejo's ``login@noreply.codeberg.org``."""

_NOBODYS_DOMAIN = re.compile(
    r"""\W* | . | localhost | localhost\.localdomain | \(none\) (?: \..* )? | none | null | nil
    | unknown | nowhere | invalid | foo | bar | e?mail | host | domain | (?: no-?e?mail | nowhere
    | test | domain | (?: your | my ) -? (?: company | domain | e?mail | host | site )) (?: \.\w+ )?
    | (?: .*\. )? (?: example (?: \. (?: com|net|org|edu ))? | invalid | test )""",
    re.VERBOSE,
)
"""No mail gets there, and many write it: RFC 2606's names and what programs and people make up."""
_MACHINE = re.compile(
    r"[^.]+ | .*\. (?: \(none\) | local | localdomain | localnet | localhost | lan | home | internal )",
    re.VERBOSE,
)
"""A computer's own name, put there by git where no address was set."""

_NOBODYS_LOCAL = re.compile(
    r"""\W* | root | none | null | nil | nobody | no-?one | unknown | undefined | invalid | anon
    | anonymous | n\.?a | no[-_.]?e?mail | (?: do[-_.]?not | dont | no )[-_.]?reply .* | dev\W?null
    | you | your[-_.]? (?: e?mail | name | address | login | user )? | user (?:[-_.]?name)? | name
    | my[-_.]?name | first[-_.]?(?:name)?[-_.]?last[-_.]?(?:name)? | email | test | localhost
    | default | ubuntu | debian | centos | vagrant | ec2-user | azureuser | runner | docker
    | builder | guest | gitpod | codespace | administrator | postmaster | daemon | www-data
    | deploy | jenkins""",
    re.VERBOSE,
)
"""An account that every machine has, or a placeholder."""
_ROLE = re.compile(
    r"""admin | bugs? | build | ci | code | commits? | community | contact | contributors? | core
    | dev | developers? | devs | devops | engineering | git | github | gitlab | hello | help | hg
    | info | it | lists? | mail | mailbox | maintainers? | office | open-?source | ops | oss
    | packages? | patches | post | press | programming | projects? | releases? | sales | security
    | software | sourceforge | staff | subversion | support | svn | sysadmin | team | tech
    | translations? | web | webmaster | work""",
    re.VERBOSE,
)
_GMAIL = ("gmail.com", "googlemail.com")


@attrs.frozen(kw_only=True)
class Address:
    """One address, taken apart."""

    local: str
    """What stands before the ``@``, without ``+tag``."""
    domain: str
    mailbox: str = ""
    """What reaches the same mailbox is equal; empty where the address is nobody's own."""
    real: bool = False
    """Whether mail sent there may arrive at somebody's desk."""
    account: str = ""
    """``forge/login`` where a forge's noreply address tells it, else empty."""
    number: str = ""
    """The account's number on the forge, as in ``12345+login``, else empty."""

    @property
    def login(self) -> str:
        """The login on the forge, or empty."""
        return self.account.partition("/")[2]

    @property
    def role(self) -> bool:
        """Whether several people may share it, to judge by its name: ``info@``, ``dev@``."""
        return _ROLE.fullmatch(self.local) is not None


@functools.lru_cache(maxsize=65536)
def address_of(email: str) -> Address:
    """Take a lower-cased address apart.

    An address is nobody's when people or programs put it where they had none: its domain stands
    for no place (``localhost``, ``example.com``) or its local part for no one (``root``,
    ``noreply``). A machine's name (``ada@laptop.local``, ``ada@laptop.(none)``) is somebody's, but
    no real address.

    Examples
    --------
    >>> address_of("12345+ada@users.noreply.github.com").account
    'github.com/ada'
    >>> address_of("none@none").mailbox, address_of("root@db.x.org").mailbox
    ('', '')
    >>> address_of("a.da+git@googlemail.com").mailbox
    'ada@gmail.com'
    """
    if noreply := _NOREPLY.fullmatch(email):
        login, forge, number = noreply["login"], noreply["forge"], noreply["number"] or ""
        return Address(local=login, domain=forge, account=f"{forge}/{login}", number=number)
    local, _, domain = email.rpartition("@")
    local = local.partition("+")[0] or local
    if _NOBODYS_LOCAL.fullmatch(local) or _NOBODYS_DOMAIN.fullmatch(domain):
        return Address(local=local, domain=domain)
    mailbox = f"{local}@{domain}"
    if domain in _GMAIL:  # where dots do not count
        mailbox = f"{local.replace('.', '')}@gmail.com"
    real = _MACHINE.fullmatch(domain) is None
    return Address(local=local, domain=domain, mailbox=mailbox, real=real)
