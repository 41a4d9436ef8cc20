"""
The building blocks of the tables in `acts`: one line per field, with its path, its type and its source.

The same line encodes requests, reads answers, and renders the contract's XSD and the documentation. A table is compiled once, at import,
into a tree of elements; reading follows that tree in one pass and skips elements outside of it.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.errors import InvalidRequest
from saglikclient.mhrs._hl7.datatypes import NS, Node, can_be_sent
from saglikclient.mhrs._hl7.names import structure

if TYPE_CHECKING:
    from saglikclient.mhrs._hl7.datatypes import DataType

M = TypeVar("M", bound=Model)


class Source(enum.Enum):
    """
    How the place of a field is known.
    """

    PUBLISHED = "published"
    """It is in a document of the Ministry."""
    PUBLISHED_TYPE = "published type"
    """The data type and its OID are the Ministry's; the place is modelled after HL7 v3 Scheduling."""
    OBSERVED = "observed"
    """The field was seen in a public client of a later generation of MHRS; the place is modelled after HL7 v3 Scheduling."""
    MODELLED = "modelled"
    """It is in no document."""


class Need(enum.Enum):
    """
    Whether a field is required.
    """

    ALWAYS = "always"
    ANSWER = "in answers"
    NEVER = "optional"


@attrs.frozen
class Field:
    """
    One line of a table: the model's fields, their path, their type and the source.

    If a required line has several fields, `needed` lists the required ones; None means all.
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
    A line that contains another table: a nested model, once or repeated.
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
    An element of the compiled tree: a leaf with its line of the table, or a node with elements below it.
    """

    element: str
    path: str
    structure: dict[str, str]
    below: dict[str, Branch] = attrs.field(factory=dict[str, "Branch"])
    tags: dict[object, Branch] = attrs.field(factory=dict[object, "Branch"])
    line: Field | Part | None = None

    def child(self, element: str) -> Branch:
        """
        Return the branch of an element below this one; create it if needed.
        """
        if element not in self.below:
            branch = Branch(element, f"{self.path}/{element}", structure(self.element, element))
            self.below[element] = self.tags[f"{NS}{element}"] = branch
        return self.below[element]


@attrs.frozen(eq=False)
class Act(Generic[M]):
    """
    A table: an element, its model and its lines.

    Attributes:
        name: The name of its type in the contract.
        element: The element's name; for query parameters `queryByParameter`.
        model: The class of the model.
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
        object.__setattr__(self, "tree", _tree(self))

    def encode(self, model: M, *, answer: bool = False) -> Node:
        """
        Turn a model into the element, ready for zeep.

        Args:
            model: The model.

            answer: Whether it is an answer of the Sandbox, where a value may be one that cannot be read.

        Raises:
            InvalidRequest: If a value could not be read in the answer that contained it; it names the field.
        """
        node: Node = dict(self.attributes)
        for line in self.fields:
            content = _content(line, model, answer=answer)
            if content is not None:
                _place(node, self.tree, line.path, content)
        return node


def _tree(act: Act[Any]) -> Branch:
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


def _content(line: Field | Part, model: Model, *, answer: bool) -> Node | list[Node] | None:
    if isinstance(line, Field):
        values = {name: getattr(model, name) for name in line.names}
        for name, value in values.items():
            if isinstance(value, Unknown) and not answer and not can_be_sent(line.type, value):
                raise InvalidRequest("cannot be sent: it could not be read in the answer that contained it", field=name)
        return line.type.encode(*values.values())
    value = getattr(model, line.name)
    if value is None:
        return None
    return [line.act.encode(item, answer=answer) for item in value] if line.many else line.act.encode(value, answer=answer)


def _place(node: Node, branch: Branch, path: str, content: Node | list[Node]) -> None:
    """
    Insert an element at its path, creating the elements on the way.
    """
    *steps, last = path.split("/")
    for step in steps:
        branch = branch.below[step]
        node = node.setdefault(step, dict(branch.structure))
    node[last] = content
