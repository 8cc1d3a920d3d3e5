"""LaTeX, as far as bibliographies use it, into text with the four tags that CSL knows (i, b, sup, sub).

Symbols come from pylatexenc's tables; its own converter is recursive and drops italics, so the walk is ours:
one pass, no recursion, whatever the nesting.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pylatexenc import latex2text

_SYMBOLS = latex2text.get_default_latex_context_db()
_PLAIN = re.compile(r"[^\\{}$~`]*")
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)\*?[ \t\n]*|\\(?P<sign>.)|(?P<brace>[{}$^_~])"
    r"|(?P<ligature>---?|``|'')|(?P<text>[^\\{}$^_~\-`']+|.)",
    re.DOTALL,
)
_LIGATURES = {"--": "\u2013", "---": "\u2014", "``": "\u201c", "''": "\u201d"}
#: Accent commands and the combining character that each stands for (LaTeX Companion, table "Accents").
_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
_I, _B = ("<i>", "</i>"), ("<b>", "</b>")
_SUP, _SUB = ("<sup>", "</sup>"), ("<sub>", "</sub>")
_CAPS = ('<span style="font-variant:small-caps;">', "</span>")
#: Commands that set what follows: the next group, or (declarations) the rest of their own group.
_STYLES = {
    **dict.fromkeys(("textit", "emph", "textsl", "mathit", "mkbibemph"), _I),
    **dict.fromkeys(("textbf", "mathbf", "mkbibbold"), _B),
    **dict.fromkeys(("textsuperscript", "sp", "mkbibsuperscript"), _SUP),
    **dict.fromkeys(("textsubscript", "sb", "mkbibsubscript"), _SUB),
    "textsc": _CAPS,
    "enquote": ("\u201c", "\u201d"),
    "mkbibquote": ("\u201c", "\u201d"),
}
_DECLARATIONS = {
    **dict.fromkeys(("it", "itshape", "em", "sl", "slshape"), _I),
    **dict.fromkeys(("bf", "bfseries"), _B),
    **dict.fromkeys(("sc", "scshape"), _CAPS),
}
_TRANSPARENT = frozenset(
    """text textrm textsf texttt textup textmd textnormal mathrm mathsf mathtt mathcal mbox hbox
    uppercase lowercase MakeUppercase MakeLowercase url path rm sf tt normalfont ensuremath protect
    noopsort relax nobreak textls break linebreak newline par hspace vspace xspace upshape mdseries
    underline uline hyphenation""".split()  # noqa: SIM905
)
_SIGNS = {
    "\\": " ",
    " ": " ",
    ",": " ",
    ";": " ",
    ":": " ",
    "!": "",
    "-": "",
    "/": "",
    "\n": " ",
    "(": "",
    ")": "",
}


def to_text(source: str) -> str:
    """`source` without LaTeX. An unknown command stays as written, so that nothing is lost unseen."""
    if _PLAIN.fullmatch(source) and "--" not in source and "''" not in source:
        return source
    return _Walk().run(source)


class _Walk:
    """One pass over the tokens. `_open` holds, for each open group, the tags to close at its end."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[list[str]] = [[]]
        self._pending: tuple[str, str] | None = None
        self._accent = ""
        self._math = False

    def run(self, source: str) -> str:
        for token in _TOKEN.finditer(source):
            getattr(self, f"_on_{token.lastgroup}")(token[token.lastgroup])
        while self._open:
            self._close()
        return unicodedata.normalize("NFC", "".join(self._out))

    def _on_word(self, name: str) -> None:
        if name in _ACCENTS:
            self._accent = _ACCENTS[name]
        elif name in _STYLES:
            self._pending = _STYLES[name]
        elif name in _DECLARATIONS:
            self._start(*_DECLARATIONS[name])
        elif name in ("begin", "end"):
            self._pending = ("\\begin", "") if name == "begin" else ("\\end", "")
        elif name == "href":
            self._pending = ("\\href", "")
        elif name not in _TRANSPARENT:
            self._write(_symbol(name))

    def _on_sign(self, sign: str) -> None:
        if sign in _ACCENTS and sign not in _SIGNS:
            self._accent = _ACCENTS[sign]
        else:
            self._write(_SIGNS.get(sign, sign))

    def _on_brace(self, brace: str) -> None:
        if brace == "{":
            self._open_group()
        elif brace == "}":
            self._accent = ""
            if len(self._open) > 1:
                self._close()
        elif brace == "$":
            self._math = not self._math
        elif brace in "^_" and self._math:
            self._pending = _SUP if brace == "^" else _SUB
        else:
            self._write(" " if brace == "~" else brace)

    def _on_ligature(self, ligature: str) -> None:
        self._write(_LIGATURES[ligature])

    def _on_text(self, text: str) -> None:
        if self._accent:
            text = text.lstrip(" \t\n")
        if text:
            self._write(text)

    def _open_group(self) -> None:
        pending, self._pending = self._pending, None
        self._open.append([])
        if pending is None:
            return
        if pending[0].startswith("\\"):
            # The group holds the name of an environment or an address: `_close` deals with it.
            self._open[-1] = [pending[0], str(len(self._out))]
        else:
            self._start(*pending)

    def _start(self, opening: str, closing: str) -> None:
        self._out.append(opening)
        self._open[-1].append(closing)

    def _close(self) -> None:
        closings = self._open.pop()
        if closings and closings[0].startswith("\\"):
            self._end_command(closings[0], int(closings[1]))
        else:
            self._out.extend(reversed(closings))

    def _end_command(self, command: str, start: int) -> None:
        name = "".join(self._out[start:])
        del self._out[start:]
        if command == "\\begin" and self._open:
            opening, closing = _DECLARATIONS.get(name) or _STYLES.get(name) or ("", "")
            self._open.append([])
            self._start(opening, closing)
        elif command == "\\end" and len(self._open) > 1:
            self._close()

    def _write(self, text: str) -> None:
        if self._accent:
            base = {"\u0131": "i", "\u0237": "j"}.get(text[0], text[0]) if text else ""
            text, self._accent = base + self._accent + text[1:], ""
        if self._pending is not None:
            self._write_styled(text)
        else:
            self._out.append(text)

    def _write_styled(self, text: str) -> None:
        # Without a group a command takes one character: `$x^2y$`.
        opening, closing = self._pending or ("", "")
        self._pending = None
        if opening.startswith("\\"):
            opening = closing = ""
        self._out.extend((opening, text[:1], closing, text[1:]))


@lru_cache(maxsize=2_000)
def _symbol(name: str) -> str:
    """The character that a command stands for; the command itself where it is not known."""
    if name == "textasciicircum":
        return "^"
    known = _SYMBOLS.get_macro_spec(name)
    shown = getattr(known, "simplify_repl", None)
    if isinstance(shown, str) and "%" not in shown:
        return shown
    return f"\\{name}"
