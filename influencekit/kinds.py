"""What kind of file a path is: code, tests, documentation, data, generated or vendored.

What nobody wrote by hand here, generated and vendored files, is kept apart from people's work. The
rules look at names only. They follow github-linguist's ``vendor.yml``, ``documentation.yml`` and
``generated.rb`` where those speak of code that came from elsewhere; what linguist hides from its
language bar although people wrote it (``.github/``, ``*.d.ts``, ``Jenkinsfile``, folders called
``cache``) counts here.
"""

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from influencekit.languages import TYPES, language
from influencekit.patterns import Patterns

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from influencekit.columns import Bytes

KINDS = ("code", "tests", "documentation", "data", "generated", "vendored")
"""A file is of exactly one. `classify` returns indices into this."""
PATTERNED = ("tests", "documentation", "generated", "vendored")
"""The kinds that settings may give patterns for; where two claim a file, the later one has it."""

# What names tell, as bits: a folder's and a file's are joined, and `_decide` reads the result.
_VENDORED, _GENERATED, _NOTICE, _DOCS, _TESTS, _SPECS, _TEST_NAME, _PROSE, _DATA = (
    1 << bit for bit in range(9)
)
_BITS_OF = {
    "tests": _TESTS | _SPECS | _TEST_NAME,
    "documentation": _NOTICE | _DOCS,
    "generated": _GENERATED,
    "vendored": _VENDORED,
}

_VENDORED_FOLDER = re.compile(
    r"""
    ^(?:deps|dependencies)/
    | (?:^|/)(?:
        _?vendor(?:s|ed)? | vendored[-_][^/]* | (?:3rd|third)[-_]?part(?:y|ies) | extern(?:als?)?
        | node_modules | bower_components | jspm_packages | web_modules | xvba_modules
        | site-packages | Godeps | Pods | Carthage | flow-typed | admin_media | [^/]+\.framework
        | \.yarn/(?:releases|plugins|sdks|versions|unplugged) | gradle/wrapper | \.mvn/wrapper
        | ace-builds | MathJax | tiny_mce | extjs | font-?awesome
    )/
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VENDORED_NAME = re.compile(
    r"""
    (?:jquery|modernizr|mootools|html5shiv|font-?awesome|ckeditor)(?:[-.][-._\w]*)?\.(?:js|s?css)
    | bootstrap(?:[-.][-._\w]*)?\.(?:css|less|scss)
    | cpplint\.py | erlang\.mk | waf | rebar | dotnet-install\.(?:sh|ps1)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GENERATED_FOLDER = re.compile(
    r"""
    (?:^|/)(?:
        dist | generated | __generated__ | __snapshots__ | htmlcov | __pycache__ | \.idea | _esy
        | autom4te\.cache
    )/
    """,
    re.VERBOSE,
)
_GENERATED_NAME = re.compile(
    r"""
    .+\.lock[bf]?(?:ile)? | (?:.+[-._])lock\.(?:json|ya?ml|hcl) | npm-shrinkwrap\.json | go\.sum
    | (?:Package|Cartfile)\.resolved | Manifest\.toml | Cargo\.toml\.orig | \.pnp\..+
    | .+\.tsbuildinfo | \.secrets\.baseline
    | .+[-.]min\.(?:m?js|css) | .+\.(?:[cm]?js|css)\.map | .+\.(?:bundle|chunk)\.js
    | .+\.pb(?:\.gw|\.validate)?\.(?:go|h|cc|c|cpp|swift) | .+_pb2(?:_grpc)?\.pyi?
    | .+_pb\.(?:d\.ts|[jt]s|rb) | .+\.(?:g|gr|freezed|mocks)\.dart
    | .+\.(?:designer|feature|g)\.(?:cs|vb) | .+\.gen\.\w+ | .+[._]generated\.\w+
    | zz_generated.+ | bindata\.go | .+\.tab\.[ch](?:c|pp)? | lex\.yy\.c | ppport\.h
    | configure | config\.(?:guess|sub) | aclocal\.m4 | lt(?:main\.sh|~obsolete\.m4)
    | (?:libtool|ltoptions|ltsugar|ltversion)\.m4 | install-sh | depcomp
    | gradlew(?:\.bat)? | mvnw(?:\.cmd)? | .+\.(?:snap|ambr|pyc|class|nib|xcuserstate)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOTICE_NAME = re.compile(
    r"""
    (?:README|LICEN[CS]ES?|COPYING|COPYRIGHT|NOTICE|AUTHORS|CONTRIBUTORS|MAINTAINERS|THANKS|CREDITS
    |CHANGE(?:S|LOG)?|NEWS|HISTORY|TODO|INSTALL|HACKING|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT
    |UPGRADING|RELEASES?|RELNOTES|FAQ|CITATION)(?:[-_.].*)?
    """,
    re.VERBOSE,
)
_DOCS_AT_TOP = {"doc", "docs", "man", "demo", "demos", "example", "examples", "sample", "samples"}
_DOCS_FOLDER = {"documentation", "javadoc", "groovydoc", "relnotes"}
_TESTS_AT_TOP = {"t", "testing"}
_TESTS_FOLDER = re.compile(
    r"""
    (?i:(?:\w+[-_.])?tests?(?:[-_]?(?:data|suites?|cases?|utils?|support|helpers?|resources))?)
    | __tests?__ | __mocks__ | e2e | [\w.]*[a-z]Tests?
    """,
    re.VERBOSE,
)
_TEST_FILE = re.compile(
    r"""
    (?i:tests?[-_.].+ | .+[-_.]tests?\.\w+ | .+[-_.]spec\.\w+ | conftest\.py | .+\.(?:t|bats|test))
    | \w*[a-z0-9](?:Tests?|TestCases?|Spec|IT)
      \.(?:java|kts?|groovy|scala|cs|fs|vb|swift|mm?|php|cpp|cc|h|hpp|hs|js|ts|dart)
    """,
    re.VERBOSE,
)


def _folder_bits(folder: str) -> int:
    """Tell a folder by its path, without a slash at the end; the outermost tests or docs decide."""
    bits = _VENDORED * bool(_VENDORED_FOLDER.search(folder + "/"))
    bits |= _GENERATED * bool(_GENERATED_FOLDER.search(folder + "/"))
    for depth, part in enumerate(folder.split("/")):
        name = part.lower()
        if name in _DOCS_FOLDER or (depth == 0 and name in _DOCS_AT_TOP):
            return bits | _DOCS
        if _TESTS_FOLDER.fullmatch(part) or (depth == 0 and name in _TESTS_AT_TOP):
            return bits | _TESTS
        if name == "spec":
            return bits | _SPECS
    return bits


def _name_bits(name: str) -> int:
    """Tell a file by its last name."""
    sort = TYPES[language(name)]
    bits = _VENDORED * bool(_VENDORED_NAME.fullmatch(name))
    bits |= _GENERATED * bool(_GENERATED_NAME.fullmatch(name))
    bits |= _NOTICE * bool(sort not in ("programming", "data") and _NOTICE_NAME.fullmatch(name))
    bits |= _TEST_NAME * bool(sort != "prose" and _TEST_FILE.fullmatch(name))
    # A name without a dot is a script as a rule; an ending that no language has is not code.
    return bits | (
        _PROSE * (sort == "prose") | _DATA * (sort == "data" or (not sort and "." in name))
    )


def _decide(bits: int) -> int:
    """Return the index of the kind that the strongest of `bits` stands for."""
    if bits & _SPECS:
        bits |= _NOTICE if bits & _PROSE else _TESTS
    ranked = (
        (_VENDORED, "vendored"),
        (_GENERATED, "generated"),
        (_NOTICE | _DOCS, "documentation"),
        (_TESTS | _TEST_NAME, "tests"),
        (_PROSE, "documentation"),
        (_DATA, "data"),
    )
    return KINDS.index(next((kind for mask, kind in ranked if bits & mask), "code"))


def _said(
    kind: str,
    paths: Collection[str],
    marks: "Bytes | None",
    patterns: Mapping[str, Sequence[str]],
) -> "npt.NDArray[np.int8]":
    """Return what attributes, else patterns say: 1, it is of `kind`; -1, it is not; 0, nothing."""
    import numpy as np  # noqa: PLC0415 - see `classify`

    from influencekit import history  # noqa: PLC0415 - loads numpy

    attributes = {
        "documentation": (history.DOCUMENTATION, history.NOT_DOCUMENTATION),
        "generated": (history.GENERATED, history.NOT_GENERATED),
        "vendored": (history.VENDORED, history.NOT_VENDORED),
    }
    verdict = np.zeros(len(paths), np.int8)
    if patterns.get(kind):
        verdict[:] = Patterns(patterns[kind]).verdicts(paths)
    if marks is not None and kind in attributes:
        yes, no = attributes[kind]
        verdict[(marks & yes) != 0] = 1
        verdict[(marks & no) != 0] = -1
    return verdict


def classify(
    paths: Collection[str],
    marks: "Bytes | None" = None,
    patterns: Mapping[str, Sequence[str]] | None = None,
) -> "Bytes":
    """Return the kind of each file: indices into `KINDS`.

    What ``.gitattributes`` says is stronger than `patterns`, and those are stronger than names.

    Parameters
    ----------
    paths
        Relative to the root of their repository: a folder ``docs`` means more there than deeper.
    marks
        One a path: bits of `influencekit.history` (``GENERATED``, ``NOT_GENERATED``, …), 0 where
        nothing is said. None: nothing is said of any.
    patterns
        For kinds of `PATTERNED`, patterns as in `influencekit.patterns`; one that begins with ``!``
        says that a file is not of that kind, whatever its name looks like.

    Raises
    ------
    ValueError
        A pattern is malformed.

    Examples
    --------
    >>> paths = ["src/a.c", "docs/conf.py", "vendor/x.js", "yarn.lock", "a_test.go", "logo.svg"]
    >>> [KINDS[kind] for kind in classify(paths)]
    ['code', 'documentation', 'vendored', 'generated', 'tests', 'data']
    """
    import numpy as np  # noqa: PLC0415 - `KINDS` is of use without it

    of_folder, of_name = functools.cache(_folder_bits), functools.cache(_name_bits)
    split = (path.rpartition("/") for path in paths)
    bits = np.fromiter((of_folder(at) | of_name(name) for at, _, name in split), np.int16)
    claimed = np.full(len(paths), -1, np.int8)
    for kind in PATTERNED:
        verdict = _said(kind, paths, marks, patterns or {})
        bits[verdict < 0] &= ~_BITS_OF[kind]
        claimed[verdict > 0] = KINDS.index(kind)
    decided = np.array([_decide(each) for each in range(512)], np.int8)
    return np.where(claimed < 0, decided[bits], claimed).astype(np.uint8)
