"""choice_list.

Several options as pydantic-forms has it: repeats are allowed, unless `unique_items` says otherwise. New forms rather
take [`MultiSelect`](multi-select.md), which tells the client more.
"""

from perdure.forms import Choice, FormPage, choice_list


class Speed(Choice):
    GIGABIT = "1000", "1 Gbit/s"
    TEN_GIGABIT = "10000", "10 Gbit/s"


class Page(FormPage):
    speeds: choice_list(Speed, min_items=1, max_items=3)


RIGHT = {"speeds": ["1000", "1000"]}
WRONG = [{"speeds": []}, {"speeds": ["100"]}]
