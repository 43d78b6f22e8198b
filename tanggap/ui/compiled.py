"""How our templates are compiled: once per language, with everything put in that does not change any more.

Words, icons and the addresses of static files are the same in every answer, so they are looked up when a template is
compiled; a page of fifty rows would look up hundreds of them. What is written in the templates stays plain Jinja2.
"""

from collections.abc import Mapping, MutableMapping
from keyword import iskeyword
from typing import Any

from django.utils.translation import override
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape

# Globals whose answer depends on nothing but their arguments and the language.
STEADY = frozenset({"icon", "draw", "static", "has_page", "script_words"})
# The same for words; what is to be filled into them is known only when the page is made.
SENTENCES = frozenset({"_", "pgettext"})


class PutIn(NodeTransformer):
    """Replaces calls with constant arguments by what they answer."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """`{{ a if b }}` writes nothing otherwise; Jinja2 would first make an undefined value to write as nothing."""
        self.generic_visit(node)
        for each in node.nodes:
            if isinstance(each, nodes.CondExpr) and each.expr2 is None:
                each.expr2 = nodes.Const("", lineno=each.lineno)
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        given = [*node.args, *(each.value for each in node.kwargs if name in STEADY)]
        if name not in STEADY | SENTENCES or not all(isinstance(each, nodes.Const) for each in given):
            return node
        values = [each.value for each in node.args]  # type: ignore[attr-defined]
        if name in STEADY:
            named = {each.key: each.value.value for each in node.kwargs}  # type: ignore[attr-defined]
            return nodes.Const(self.known[name](*values, **named), lineno=node.lineno)
        if not node.kwargs:
            return nodes.Const(self.known[name](*values), lineno=node.lineno)
        gaps = {each.key: Markup(f"%({each.key})s") for each in node.kwargs}
        text = self.known[name](*values, **gaps)
        pairs = [nodes.Pair(nodes.Const(each.key), each.value, lineno=node.lineno) for each in node.kwargs]
        return nodes.Mod(nodes.Const(text), nodes.Dict(pairs, lineno=node.lineno), lineno=node.lineno)


def shown(value: Any) -> str:
    """The value escaped, as plain text: what is written out is joined, and needs not say of itself that it is safe."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


class DirectCalls(CodeGenerator):
    """Calls what a template calls. Jinja2 asks before each call whether it wants the context; none of ours does."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(each.key) for each in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")


class OneLanguage(Environment):
    """An environment all of whose templates speak one language."""

    code_generator_class = DirectCalls
    language: str
    shown = staticmethod(shown)

    def make_globals(self, given: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Ours are the same for all templates; a map of maps would be walked through at each import of each page."""
        return super().make_globals(given) if given else self.globals

    def compile(self, *args: Any, **kwargs: Any) -> Any:
        with override(self.language):
            return super().compile(*args, **kwargs)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        found: nodes.Template = PutIn(self.globals).visit(Parser(self, source, name, filename).parse())
        return found
