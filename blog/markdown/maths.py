"""Turn a formula in TeX into MathML, which browsers draw without a script.

math-core rather than latex2mathml: that one writes ``\\text{<img>}`` as a tag and ``aligned`` without its columns, and
takes four times as long.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import escapeHtml
from math_core import LatexError, LatexToMathML

from blog.markdown import cleaning

# math-core calls itself for each level of nesting, and 20,000 levels end the process.
LONGEST_FORMULA_CHARS = 2_000
# No macro may expand, since it could nest what is short.
_converter = LatexToMathML(fancy_error=False, max_expansions=0)
# Our CSP allows no style attribute.
_COLOUR = re.compile(r'style="color:(#\w+);?"')
_ALIGNED = re.compile(r'style="text-align: (left|right)[^"]*"')
_STYLE = re.compile(r' style="[^"]*"')


def mathml(tex: str, *, block: bool) -> str:
    """Return the formula as MathML; as code when it is none that we understand."""
    tex = tex.strip()
    if len(tex) <= LONGEST_FORMULA_CHARS:
        try:
            found = _converter.convert_with_local_state(tex, displaystyle=block)
        except LatexError:
            pass
        else:
            found = _COLOUR.sub(r'mathcolor="\1"', found)
            found = _ALIGNED.sub(lambda aligned: cleaning.classes(aligned[1]).strip(), found)
            return _STYLE.sub("", found)
    code = f"<code>{escapeHtml(tex)}</code>"
    return f"<p>{code}</p>" if block else code
