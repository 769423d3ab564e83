"""Which language a file is in, told by its name. Content is not read.

Names and types are those of github-linguist's ``languages.yml``, with three differences: translation
catalogues and bibliographies are data, and manual pages are prose. An extension that several
languages share goes to the one that public repositories use it for most; ``.h`` is settled by what
stands beside it, see `languages`.
"""

import collections
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from influencekit.columns import Ints

_TABLE = {
    "programming": """
        Ada: .adb .ads
        Assembly: .asm .s .nasm
        Awk: .awk .gawk
        Batchfile: .bat .cmd
        BitBake: .bb .bbappend .bbclass
        C: .c .h
        C#: .cs .csx
        C++: .cc .cpp .cxx .c++ .hh .hpp .hxx .h++ .ipp .inc .inl .tpp .txx
        CMake: .cmake cmakelists.txt
        COBOL: .cob .cbl .cobol
        Cap'n Proto: .capnp
        Clojure: .clj .cljs .cljc
        CoffeeScript: .coffee
        Common Lisp: .lisp .lsp .asd
        Crystal: .cr
        Cuda: .cu .cuh
        Cython: .pyx .pxd .pxi
        D: .d .di
        Dart: .dart
        Dockerfile: .dockerfile dockerfile containerfile
        Elixir: .ex .exs
        Elm: .elm
        Emacs Lisp: .el .emacs
        Erlang: .erl .hrl rebar.config
        F#: .fs .fsi .fsx
        Fortran: .f .for .f77
        Fortran Free Form: .f90 .f95 .f03 .f08
        GDScript: .gd
        GLSL: .glsl .vert .frag .geom
        Go: .go
        Groovy: .groovy .gvy .gradle jenkinsfile
        HCL: .hcl .tf .tfvars
        HLSL: .hlsl .fx
        Haskell: .hs .hsc
        Haxe: .hx
        Java: .java
        JavaScript: .js .mjs .cjs .jsx .es6
        Julia: .jl
        Just: .just justfile
        Kotlin: .kt .kts .ktm
        LLVM: .ll
        Lex: .l .lex
        Lua: .lua .rockspec
        M4: .m4 configure.ac configure.in
        Makefile: .mk .mak .make makefile gnumakefile kbuild makefile.am
        Meson: meson.build meson_options.txt meson.options
        Nim: .nim .nims .nimble
        Nix: .nix
        OCaml: .ml .mli .mll .mly .eliom
        Objective-C: .m
        Objective-C++: .mm
        OpenCL: .cl .opencl
        PHP: .php .php5 .phpt .phtml
        PLpgSQL: .pgsql
        Pascal: .pas .dpr .lpr
        Perl: .pl .pm .perl .psgi .t makefile.pl cpanfile
        PowerShell: .ps1 .psm1 .psd1
        Prolog: .prolog .yap
        Puppet: .pp
        Python: .py .pyi .pyw .wsgi sconstruct sconscript wscript
        QML: .qml
        R: .r .rsx .rprofile
        Racket: .rkt
        Raku: .raku .rakumod .p6 .pm6
        ReScript: .res .resi
        Reason: .re .rei
        Ruby: .rb .rake .gemspec .ru .podspec rakefile gemfile guardfile podfile vagrantfile fastfile
        Rust: .rs
        SWIG: .i
        Scala: .scala .sbt .sc
        Scheme: .scm .ss .sld
        Shell: .sh .bash .zsh .ksh .bats .ebuild .bashrc .profile pkgbuild
        SmPL: .cocci
        Smalltalk: .st
        Solidity: .sol
        Standard ML: .sml .sig .fun
        Starlark: .star .bzl build build.bazel workspace workspace.bazel module.bazel
        Stata: .do .ado
        Swift: .swift
        SystemVerilog: .sv .svh .vh
        TSX: .tsx
        Tcl: .tcl .tk .tm
        Thrift: .thrift
        TypeScript: .ts .mts .cts
        VBScript: .vbs
        VHDL: .vhd .vhdl
        Vala: .vala .vapi
        Verilog: .v
        Vim script: .vim .vimrc
        Visual Basic .NET: .vb
        WebAssembly: .wat .wast
        Wolfram Language: .wl .wls .nb
        XSLT: .xsl .xslt
        Yacc: .y .yacc .yy
        Zig: .zig
        fish: .fish
        jq: .jq
        nesC: .nc
        sed: .sed
    """,
    "markup": """
        Astro: .astro
        Blade: .blade
        CSS: .css
        EJS: .ejs
        HTML: .html .htm .xhtml .hta
        HTML+ERB: .erb .rhtml
        Haml: .haml
        Handlebars: .handlebars .hbs
        Jinja: .jinja .jinja2 .j2
        Jupyter Notebook: .ipynb
        Less: .less
        Liquid: .liquid
        MDX: .mdx
        Mustache: .mustache
        Pug: .pug .jade
        SCSS: .scss
        Sass: .sass
        Slim: .slim
        Stylus: .styl
        Svelte: .svelte
        TeX: .tex .sty .cls .ltx
        Twig: .twig
        Vue: .vue
    """,
    "data": """
        BibTeX: .bib .bibtex
        CSV: .csv
        Diff: .diff .patch
        EditorConfig: .editorconfig
        Gettext Catalog: .po .pot
        Git Attributes: .gitattributes
        Git Config: .gitconfig .gitmodules
        Go Module: go.mod
        GraphQL: .graphql .gql
        INI: .ini .cfg .conf .prefs
        Ignore List: .gitignore .dockerignore .npmignore .eslintignore .prettierignore
        JSON: .json .jsonl .geojson .webmanifest .har .avsc
        JSON with Comments: .jsonc .code-workspace tsconfig.json jsconfig.json
        JSON5: .json5
        Java Properties: .properties
        Pip Requirements: requirements.txt
        Protocol Buffer: .proto
        SQL: .sql .ddl
        SVG: .svg
        TOML: .toml pipfile
        TSV: .tsv
        XML: .xml .xsd .wsdl .csproj .vcxproj .props .targets .resx .xaml .storyboard .xib .plist .dtd
        YAML: .yml .yaml .clang-format .clang-tidy .cff
        edn: .edn
    """,
    "prose": """
        AsciiDoc: .adoc .asciidoc .asc
        Markdown: .md .markdown .mkd .mdown .livemd
        Org: .org
        Pod: .pod
        RDoc: .rdoc
        Roff Manpage: .1 .2 .3 .4 .5 .6 .7 .8 .9 .man .mdoc
        Texinfo: .texi .texinfo .txi
        Text: .txt
        Textile: .textile
        Wikitext: .wiki .mediawiki
        reStructuredText: .rst .rest
    """,
}
_TEMPLATES = (".in", ".src", ".tmpl", ".tpl", ".template", ".sample", ".example", ".dist")
"""``config.h.in`` is C: what is left after these is the name that counts."""

_PINS = re.compile(r".*(?:requirements|constraints)[-_.\w]*\.(?:txt|in)")

TYPES: dict[str, str] = {"": ""}
"""Each language's type: ``"programming"``, ``"markup"``, ``"data"`` or ``"prose"``."""
_NAMES: dict[str, str] = {}
"""Lower-case file names and, with their dot, extensions."""
for _type, _lines in _TABLE.items():
    for _line in _lines.strip().splitlines():
        _name, _, _spellings = _line.strip().partition(": ")
        TYPES[_name] = _type
        _NAMES.update(dict.fromkeys(_spellings.split(), _name))


def language(path: str) -> str:
    """Return the language of the file at `path`, empty where its name tells none.

    Examples
    --------
    >>> language("src/net/http.py"), language("Makefile"), language("config.h.in"), language("x.zzz")
    ('Python', 'Makefile', 'C', '')
    """
    name = path.rpartition("/")[2].lower()
    if _PINS.fullmatch(name):
        return "Pip Requirements"
    known = _NAMES.get(name)
    while known is None:
        stem, dot, extension = name.rpartition(".")
        if not dot:
            return ""
        known = _NAMES.get(dot + extension)
        if known is None and dot + extension not in _TEMPLATES:
            return ""
        name = stem
    return known


def languages(paths: Iterable[str]) -> tuple["Ints", tuple[str, ...]]:
    """Return, one a path, an index into the languages that occur (-1: none known), and those.

    The languages are sorted by name. ``.h`` files count as C++ where `paths` hold more C++ sources
    than C sources.

    Examples
    --------
    >>> languages(["a.py", "b.zzz", "c.c", "d.py"])
    (array([ 1, -1,  0,  1], dtype=int32), ('C', 'Python'))
    """
    import numpy as np  # noqa: PLC0415 - `language` and `TYPES` are of use without it

    names = [path.rpartition("/")[2] for path in paths]
    seen = {name: language(name) for name in set(names)}
    endings = collections.Counter(name.rpartition(".")[2].lower() for name in names)
    if sum(endings[ending] for ending in ("cc", "cpp", "cxx", "c++")) > endings["c"]:
        seen.update((name, "C++") for name in seen if name.lower().endswith(".h"))
    found_languages = tuple(sorted({found for found in seen.values() if found}))
    index = {found: at for at, found in enumerate(found_languages)} | {"": -1}
    by_name = {name: index[found] for name, found in seen.items()}
    return np.fromiter((by_name[name] for name in names), np.int32, len(names)), found_languages
