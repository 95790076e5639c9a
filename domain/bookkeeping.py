"""The names of the bookkeeping activities, by which the interpreter asks for them."""

from typing import Final

OPEN: Final = "perdure.open"
LOOK: Final = "perdure.look"
PARK: Final = "perdure.park"
UNDO: Final = "perdure.undo"
CLOSE: Final = "perdure.close"
REMIND: Final = "perdure.remind"
EXPIRE: Final = "perdure.expire"
FAN_OUT: Final = "perdure.fan_out"
JOIN: Final = "perdure.join"
SLEEP: Final = "perdure.sleep"
WAKE: Final = "perdure.wake"
EXPECT: Final = "perdure.expect"
