"""
The language of the tables in `acts`: one line per field says where it stands, as what, and how we know.

The same line encodes requests, reads answers, renders the contract's XSD and the documentation. A table is compiled once, at import,
into a tree of elements; reading follows that tree in one pass, and what the tree does not know it passes over.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from saglikclient._core.model import Model
from saglikclient.mhrs._hl7.datatypes import NS, Node
from saglikclient.mhrs._hl7.names import structure

if TYPE_CHECKING:
    from saglikclient.mhrs._hl7.datatypes import DataType

M = TypeVar("M", bound=Model)


class Source(enum.Enum):
    """
    How a place in a message is known.
    """

    PUBLISHED = "published"
    """A Ministry document says so."""
    PUBLISHED_TYPE = "published type"
    """The data type and its OID are the Ministry's; the place is modelled after HL7 v3 Scheduling."""
    OBSERVED = "observed"
    """The field was seen in a public client of a later generation of MHRS; the place is modelled after HL7 v3 Scheduling."""
    MODELLED = "modelled"
    """Ours: no document names it."""


class Need(enum.Enum):
    """
    Whether a field has to be there.
    """

    ALWAYS = "always"
    ANSWER = "in answers"
    NEVER = "optional"


@attrs.frozen
class Field:
    """
    One line of a table: the model's fields, their place, their type, and how we know.

    Where a line that has to be there serves several fields, `needed` names those that have to be; all of them if None.
    """

    names: tuple[str, ...]
    path: str
    type: DataType
    source: Source
    need: Need = Need.NEVER
    many: bool = False
    needed: tuple[str, ...] | None = None


@attrs.frozen
class Part:
    """
    A line that holds another table: a nested model, once or repeated.
    """

    name: str
    path: str
    act: Act[Any]
    source: Source
    need: Need = Need.NEVER
    many: bool = False


@attrs.define
class Branch:
    """
    An element of the compiled tree: a line of the table at its end, or elements below it.
    """

    element: str
    path: str
    structure: dict[str, str]
    below: dict[str, Branch] = attrs.field(factory=dict[str, "Branch"])
    tags: dict[object, Branch] = attrs.field(factory=dict[object, "Branch"])
    line: Field | Part | None = None

    def child(self, element: str) -> Branch:
        """
        The branch of an element below this one; made if it is new.
        """
        if element not in self.below:
            grown = Branch(element, f"{self.path}/{element}", structure(self.element, element))
            self.below[element] = self.tags[f"{NS}{element}"] = grown
        return self.below[element]


@attrs.frozen(eq=False)
class Act(Generic[M]):
    """
    A table: an element, the model it stands for, and the lines.

    Attributes:
        name: What the contract calls its type.
        element: The element's name; for query parameters `queryByParameter`.
        model: The class that the lines fill.
        fields: The lines, in the order of the elements.
        attributes: Structural attributes of the element itself.
    """

    name: str
    element: str
    model: type[M]
    fields: tuple[Field | Part, ...]
    attributes: dict[str, str] = attrs.field(factory=dict[str, str])
    tree: Branch = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "tree", _grow(self))

    def encode(self, model: M) -> Node:
        """
        Turn a model into the element, ready for zeep.
        """
        node: Node = dict(self.attributes)
        for line in self.fields:
            content = _content(line, model)
            if content is not None:
                _place(node, self.tree, line.path, content)
        return node


def _grow(act: Act[Any]) -> Branch:
    """
    Compile the lines into the tree of elements.
    """
    root = Branch(act.element, act.element, act.attributes)
    for line in act.fields:
        branch = root
        for step in line.path.split("/"):
            branch = branch.child(step)
        branch.line = line
    return root


def _content(line: Field | Part, model: Model) -> Node | list[Node] | None:
    if isinstance(line, Field):
        return line.type.encode(*(getattr(model, name) for name in line.names))
    value = getattr(model, line.name)
    if value is None:
        return None
    return [line.act.encode(item) for item in value] if line.many else line.act.encode(value)


def _place(node: Node, branch: Branch, path: str, content: Node | list[Node]) -> None:
    """
    Put an element where its path says, with the classes on the way there.
    """
    *steps, last = path.split("/")
    for step in steps:
        branch = branch.below[step]
        node = node.setdefault(step, dict(branch.structure))
    node[last] = content
