"""A product whose root block has the two variables of the specification's samples."""

from uuid import UUID

from perdure import (
    Product,
    ProductBlockModel,
    State,
    StepList,
    SubscriptionModel,
    begin,
    create_workflow,
    step,
)


class VariableBlock(ProductBlockModel, product_block_name="Variables"):
    variable_1: int = 0
    variable_2: str = ""


class Variables(SubscriptionModel, is_base=True):
    variables: VariableBlock


VARIABLES = Product("Variables", model=Variables)


@step("Construct variables")
def construct(product: UUID, customer_id: str) -> State:
    return {"subscription": Variables.new(product, customer_id)}


@create_workflow("Create variables", product=VARIABLES)
def create_variables() -> StepList:
    return begin >> construct
