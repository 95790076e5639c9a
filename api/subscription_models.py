"""Subscriptions as the API shows them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from ..domain.definitions import Target
from ..domain.lifecycle import SubscriptionLifecycle


class ProductName(BaseModel):
    """The product that a subscription is an instance of."""

    product_id: UUID = Field(description="Its id here.")
    name: str = Field(description="Its name.")
    tag: str = Field(description="Its kind.")


class CustomerName(BaseModel):
    """The customer that a subscription belongs to."""

    customer_id: str = Field(description="Its id.")
    name: str = Field(description="Its name.")


class SubscriptionSummary(BaseModel):
    """A subscription as lists show it."""

    subscription_id: UUID = Field(description="Its id.")
    description: str = Field(description="What it is, in words.")
    status: SubscriptionLifecycle = Field(description="Where it is in its life.")
    insync: bool = Field(description="Whether it has no unfinished change.")
    version: int = Field(description="One more with every change.")
    note: str | None = Field(description="What people wrote down about it.")
    start_date: datetime | None = Field(description="When it became active.")
    end_date: datetime | None = Field(description="When it was terminated.")
    created_at: datetime = Field(description="When its first process made it.")
    updated_at: datetime = Field(description="When it changed last.")
    product: ProductName = Field(description="Its product.")
    customer: CustomerName = Field(description="Its customer.")
    locked_by: UUID | None = Field(description="The process that works on it now.")
    verdict: str | None = Field(description="What its last validation found; null before the first one.")
    validated_at: datetime | None = Field(description="When that validation ended.")
    open_drift: int = Field(description="How many drift items of it count: neither closed nor suppressed.")
    suppressed_drift: int = Field(description="How many drift items of it do not count for now.")

    @classmethod
    def of(cls, row: Row[Any], **more: object) -> Self:
        """The summary of a row; ``more`` are the members that a detail adds."""
        return cls.model_validate(
            {
                **row._asdict(),
                "product": {"product_id": row.product_id, "name": row.product_name, "tag": row.product_tag},
                "customer": {"customer_id": row.customer_id, "name": row.customer_name},
                **more,
            }
        )


class FoundDifference(BaseModel):
    """One difference between what we believe and what a system says."""

    path: str = Field(description="What differs.")
    expected: Any = Field(default=None, description="What we believe.")
    observed: Any = Field(default=None, description="What the system says.")
    system: str | None = Field(default=None, description="The system that says it.")
    adopt: dict[str, Any] | None = Field(
        default=None, description="What adopting it would mean: values by path in the subscription."
    )


class CheckReport(BaseModel):
    """What one check found."""

    title: str = Field(description="The check.")
    system: str | None = Field(default=None, description="The system it asked.")
    verdict: str = Field(description="`in_sync`, `inconclusive`, `drifted` or `error`.")
    findings: list[FoundDifference] = Field(default=[], description="The differences.")
    message: str | None = Field(default=None, description="Why it could not tell.")


class ValidationReport(BaseModel):
    """What a validation found."""

    process_id: UUID = Field(description="The process that validated.")
    version: int = Field(description="The version it looked at.")
    verdict: str = Field(
        description="The strongest of its checks: `error`, `drifted`, `inconclusive`, `in_sync`; or `superseded`, when "
        "the subscription was changed while they looked."
    )
    finished_at: datetime = Field(description="When it ended.")
    findings: list[FoundDifference] = Field(description="The differences that all its checks found.")
    checks: list[CheckReport] = Field(description="What each check found.")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The report of a row."""
        checks = [CheckReport.model_validate(check) for check in row.checks]
        found = [finding for check in checks for finding in check.findings]
        return cls.model_validate({**row._asdict(), "checks": checks, "findings": found})


class SubscriptionDetail(SubscriptionSummary):
    """One subscription with its blocks and its last validation."""

    fixed_inputs: dict[str, Any] = Field(description="What its product fixes.")
    document: dict[str, Any] = Field(description="Its blocks and fields, as its product's model stores them.")
    last_validation: ValidationReport | None = Field(description="What its last validation found.")

    @classmethod
    def with_validation(cls, row: Row[Any], validation: Row[Any] | None) -> Self:
        """The detail of a row and the row of its last validation."""
        return cls.of(row, last_validation=None if validation is None else ValidationReport.of(validation))


class SubscriptionVersion(BaseModel):
    """A subscription as it was."""

    model_config = ConfigDict(from_attributes=True)

    version: int = Field(description="Which version.")
    status: SubscriptionLifecycle = Field(description="Its status then.")
    description: str = Field(description="What it was, in words.")
    document: dict[str, Any] = Field(description="Its blocks and fields then.")
    created_at: datetime = Field(description="When a step made this version.")
    process_id: UUID | None = Field(description="The process that made it.")
    position: str | None = Field(description="The step that made it.")
    generation: int | None = Field(description="The step's generation.")
    process_title: str | None = Field(description="That process's title.")
    reporter: str | None = Field(description="Who started that process.")


class AvailableWorkflow(BaseModel):
    """A workflow of a subscription's product, and whether it may be started on it now."""

    model_config = ConfigDict(from_attributes=True)

    workflow: str = Field(description="Its key.")
    title: str = Field(description="For people.")
    target: Target = Field(description="Its kind.")
    allowed: bool = Field(description="Whether it may be started now.")
    reason: str | None = Field(description="Why not, and what would help.")


class RelatedSubscription(BaseModel):
    """A subscription at the other end of a reference."""

    model_config = ConfigDict(from_attributes=True)

    subscription_id: UUID = Field(description="Its id.")
    description: str = Field(description="What it is, in words.")
    status: SubscriptionLifecycle = Field(description="Where it is in its life.")
    product_name: str = Field(description="Its product.")
    path: str = Field(description="Where the reference stands, in the one that refers.")
    subscription_instance_id: UUID = Field(description="The block that is referred to.")


class SubscriptionRelations(BaseModel):
    """What a subscription refers to, and what refers to it."""

    model_config = ConfigDict(from_attributes=True)

    depends_on: list[RelatedSubscription] = Field(description="What it refers to, by path.")
    used_by: list[RelatedSubscription] = Field(
        description="What refers to it, oldest first; what is terminated too. The first thousand."
    )
