"""What an e-mail address says about who is behind it: a mailbox, a forge's account, or nobody."""

import functools
import re

import attrs

_NOREPLY = re.compile(
    r"(?:(?P<number>\d+)[+-])?(?P<login>[^@+]+)@(?:users\.)?no-?reply\.(?P<forge>[^@]+)"
)
"""``12345+login@users.noreply.github.com``, GitLab's ``12345-login@users.noreply.gitlab.com``, and
Gitea's and Forgejo's ``login@noreply.codeberg.org``."""

_NOBODYS_DOMAINS = frozenset(
    {"(none)", "bar", "domain", "email", "foo", "host", "invalid", "localhost", "mail", "nil"}
    | {"localhost.localdomain", "none", "nowhere", "null", "unknown"}
)
_MADE_UP_DOMAINS = frozenset(
    {"domain", "no-email", "no-mail", "noemail", "nomail", "nowhere", "test"}
    | {"mycompany", "mydomain", "myemail", "mymail", "myhost", "mysite"}
    | {"yourcompany", "yourdomain", "youremail", "yourmail", "yourhost", "yoursite"}
)
"""With at most one more label behind: ``yourdomain.com``."""
_RESERVED = frozenset({"example", "invalid", "test"})
"""RFC 2606: nobody is there."""
_MACHINES = frozenset(
    {"(none)", "home", "internal", "lan", "local", "localdomain", "localhost", "localnet"}
)
"""Last label of a computer's own name, put there by git where no address was set."""

_NOBODYS_LOCALS = frozenset(
    {"anon", "anonymous", "devnull", "email", "invalid", "n/a", "na", "name", "nil", "nobody"}
    | {"noemail", "nomail", "none", "noone", "null", "undefined", "unknown"}
    | {"firstlast", "firstnamelastname", "myname", "user", "username", "you", "your"}
    | {"youraddress", "youremail", "yourlogin", "yourmail", "yourname", "youruser"}
    | {"administrator", "azureuser", "builder", "centos", "codespace", "daemon", "debian"}
    | {"default", "deploy", "docker", "ec2user", "gitpod", "guest", "jenkins", "localhost"}
    | {"postmaster", "root", "runner", "test", "ubuntu", "vagrant", "wwwdata"}
)
"""Accounts that every machine has, and placeholders; without ``-``, ``_`` and dots."""
_NO_REPLY = ("noreply", "donotreply", "dontreply")
_IGNORED = str.maketrans("", "", "-_.")
_ROLE = re.compile(
    r"""admin | bugs? | build | ci | code | commits? | community | contact | contributors? | core
    | dev | developers? | devs | devops | engineering | git | github | gitlab | hello | help | hg
    | info | it | lists? | mail | mailbox | maintainers? | office | open-?source | ops | oss
    | packages? | patches | post | press | programming | projects? | releases? | sales | security
    | software | sourceforge | staff | subversion | support | svn | sysadmin | team | tech
    | translations? | web | webmaster | work""",
    re.VERBOSE,
)
_LETTER = re.compile(r"\w")
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
    def forge(self) -> str:
        """The forge's domain, or empty."""
        return self.account.partition("/")[0]

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
    if "reply." in email and (noreply := _NOREPLY.fullmatch(email)):
        login, forge, number = noreply["login"], noreply["forge"], noreply["number"] or ""
        return Address(local=login, domain=forge, account=f"{forge}/{login}", number=number)
    local, _, domain = email.rpartition("@")
    local = local.partition("+")[0] or local
    labels = domain.split(".")
    if _nobodys_local(local) or _nobodys_domain(domain, labels):
        return Address(local=local, domain=domain)
    mailbox = f"{local}@{domain}"
    if domain in _GMAIL:  # where dots do not count
        mailbox = f"{local.replace('.', '')}@gmail.com"
    real = len(labels) > 1 and labels[-1] not in _MACHINES
    return Address(local=local, domain=domain, mailbox=mailbox, real=real)


def _nobodys_local(local: str) -> bool:
    bare = local.translate(_IGNORED)
    return bare in _NOBODYS_LOCALS or bare.startswith(_NO_REPLY) or not _LETTER.search(bare)


def _nobodys_domain(domain: str, labels: list[str]) -> bool:
    return (
        domain in _NOBODYS_DOMAINS
        or len(domain.strip(".?")) < 2
        or not _RESERVED.isdisjoint((labels[-1], *labels[-2:-1]))
        or (len(labels) < 3 and labels[0] in _MADE_UP_DOMAINS)
    )
