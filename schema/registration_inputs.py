"""What a provider writes of a catalogue entry, as GraphQL inputs."""

import strawberry
from strawberry.types.unset import UNSET

from hub import model
from hub.codes import Code, code, item_name
from hub.registration.entries import Entry, ItemEntry
from hub.vocabulary import ShareType as Share
from schema.enumerations import (
    Acquisition,
    Classification,
    DataFormat,
    DataType,
    Sensitivity,
    ShareType,
    SharingWay,
    UpdateCycle,
)
from schema.inputs import given

_CITED = "The codes of the legal bases that the claim rests on."
_UNDER = "The codes of the conditions that it is shared under."


@strawberry.input(description="A data item as its provider writes it.")
class DataItemInput:
    """As `hub.registration.entries.ItemEntry`."""

    name: str = strawberry.field(description="The name within the dataset, a valid GraphQL name, for good.")
    title: str = strawberry.field(description="信息项名称.")
    share_type: ShareType | None = strawberry.field(default=UNSET, description="共享类型; its dataset's if left out.")
    conditions: list[str] = strawberry.field(default_factory=list, description=_UNDER)
    legal_bases: list[str] = strawberry.field(default_factory=list, description=_CITED)
    base: bool = strawberry.field(default=False, description="基础数据项 (Art. 17).")
    concept: str | None = strawberry.field(default=UNSET, description="The code of the concept that it means.")
    acquisition: Acquisition | None = strawberry.field(
        default=UNSET, description="How it is acquired (Art. 12); the dataset's way if left out."
    )
    collected_under: list[str] = strawberry.field(
        default_factory=list, description="The codes of the laws or regulations that entitle to collect it (Art. 12)."
    )
    collection_reason: str | None = strawberry.field(
        default=UNSET, description="Why it is collected although another department shares it (Art. 13)."
    )
    data_type: DataType | None = strawberry.field(default=UNSET, description="数据类型.")
    length: int | None = strawberry.field(default=UNSET, description="数据长度, in characters or digits.")
    scale: int | None = strawberry.field(default=UNSET, description="Digits after the point.")
    unit: str | None = strawberry.field(default=UNSET, description="计量单位.")
    key: bool = strawberry.field(default=False, description="Whether it is (part of) the key.")
    dictionary: str | None = strawberry.field(default=UNSET, description="数据字典.")
    description: str | None = strawberry.field(default=UNSET, description="What it says.")
    sensitivity: Sensitivity | None = strawberry.field(default=UNSET, description="数据分级.")

    def entry(self, dataset: Code, position: int, of_dataset: "DatasetInput") -> ItemEntry:
        """Return the input as a part of the entry of a dataset."""
        item = model.DataItem(
            dataset=dataset,
            name=item_name(self.name),
            title=self.title,
            position=position,
            share_type=Share.UNCONDITIONAL,  # worked out when it is registered
            declared_share_type=given(self.share_type),
            data_type=given(self.data_type),
            length=given(self.length),
            scale=given(self.scale),
            unit=given(self.unit),
            key=self.key,
            dictionary=given(self.dictionary),
            description=given(self.description),
            base=self.base,
            sensitivity=given(self.sensitivity) or given(of_dataset.sensitivity),
            acquisition=given(self.acquisition) or given(of_dataset.acquisition),
            collected_under=_codes(self.collected_under or of_dataset.collected_under),
            collection_reason=given(self.collection_reason),
        )
        concept = given(self.concept)
        return ItemEntry(
            item=item,
            conditions=_codes(self.conditions),
            bases=_codes(self.legal_bases),
            concept=None if concept is None else code(concept),
        )


@strawberry.input(description="A catalogue entry as its provider, the department that asks, writes it.")
class DatasetInput:
    """As `hub.registration.entries.Entry`."""

    code: str = strawberry.field(description="The immutable code; a new one begins with the department's and a dot.")
    title: str = strawberry.field(description="信息资源名称.")
    items: list[DataItemInput] = strawberry.field(description="信息项, in their order.")
    abstract: str | None = strawberry.field(default=UNSET, description="信息资源摘要.")
    share_type: ShareType | None = strawberry.field(
        default=UNSET, description="共享类型: what items without one of their own are shared as."
    )
    conditions: list[str] = strawberry.field(default_factory=list, description=_UNDER)
    legal_bases: list[str] = strawberry.field(default_factory=list, description=_CITED)
    acquisition: Acquisition | None = strawberry.field(
        default=UNSET, description="How items are acquired that do not tell (Art. 12)."
    )
    collected_under: list[str] = strawberry.field(
        default_factory=list, description="What entitles to collect items that do not tell (Art. 12)."
    )
    libraries: list[str] = strawberry.field(default_factory=list, description="The codes of its libraries.")
    system: str | None = strawberry.field(default=UNSET, description="The code of the system that holds it.")
    classification: Classification | None = strawberry.field(default=UNSET, description="信息资源分类.")
    format: DataFormat | None = strawberry.field(default=UNSET, description="信息资源格式, the class.")
    format_type: str | None = strawberry.field(default=UNSET, description="信息资源格式, the type.")
    sharing_way: SharingWay | None = strawberry.field(default=UNSET, description="共享方式.")
    update_cycle: UpdateCycle | None = strawberry.field(default=UNSET, description="更新周期.")
    sensitivity: Sensitivity | None = strawberry.field(default=UNSET, description="数据分级.")
    contact: str | None = strawberry.field(default=UNSET, description="Whom to turn to.")
    secret: bool = strawberry.field(default=False, description="涉及国家秘密: such an entry is refused.")
    protected: bool = strawberry.field(
        default=False, description="Exists for the provider, the authority and `disclosedTo` alone."
    )
    disclosed_to: list[str] = strawberry.field(
        default_factory=list, description="The codes of the departments that a protected entry exists for."
    )

    def entry(self, provider: model.Department) -> Entry:
        """Return the input as an entry of a department; raise `MalformedCode` where a code is none."""
        own = code(self.code)
        system = given(self.system)
        dataset = model.Dataset(
            code=own,
            title=self.title,
            provider=provider.code,
            region=provider.region,
            share_type=Share.UNCONDITIONAL,  # worked out when it is registered
            declared_share_type=given(self.share_type),
            classification=given(self.classification),
            abstract=given(self.abstract),
            libraries=_codes(self.libraries),
            system=None if system is None else code(system),
            format=given(self.format),
            format_type=given(self.format_type),
            sharing_way=given(self.sharing_way),
            update_cycle=given(self.update_cycle),
            sensitivity=given(self.sensitivity),
            contact=given(self.contact),
            protected=self.protected,
            disclosed_to=_codes(self.disclosed_to),
        )
        return Entry(
            dataset=dataset,
            items=tuple(item.entry(own, position, self) for position, item in enumerate(self.items, start=1)),
            conditions=_codes(self.conditions),
            bases=_codes(self.legal_bases),
        )


def _codes(texts: list[str]) -> tuple[Code, ...]:
    return tuple(dict.fromkeys(code(text) for text in texts))
