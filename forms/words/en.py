"""English.

A template says what to do. What the error knows about itself is filled in; `one|many` has a singular and a plural.
"""

from typing import Final

WORDS: Final = {
    # --- any field ---
    "missing": "Fill in this field",
    "extra_forbidden": "This page has no such field; leave it out",
    "none_required": "Leave this empty",
    "default_factory_not_called": "Correct the fields that this one is computed from",
    "string_unicode": "Text may not contain NUL or half a surrogate pair",
    "invalid_key": "Not a usable name for a field",
    "too_deep": "Values may be nested at most {limit} level deep|Values may be nested at most {limit} levels deep",
    "too_many": "At most {limit} value is taken here|At most {limit} values are taken here",
    "refused": "This is not accepted",
    # --- choosing ---
    **dict.fromkeys(("enum", "literal_error"), "Choose {expected}"),
    "or": "{first} or {last}",
    "not_offered": "Choose one of the options offered",
    "nothing_offered": "There is nothing to choose from",
    "not_offered_here": "Not offered for {because}; choose another option",
    "unique_list": "Choose each option once",
    "not_accepted": "Not all tasks are done",
    # --- text ---
    "string_type": "Enter a text",
    "string_too_short": "Enter at least {min_length} character|Enter at least {min_length} characters",
    "string_too_long": "Enter at most {max_length} character|Enter at most {max_length} characters",
    "string_pattern_mismatch": "Enter a text of the form {pattern}",
    "string_not_ascii": "Use plain letters, digits and signs only, without accents",
    "email": "Enter an e-mail address, such as name@example.org",
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_syntax_violation"),
        "Enter a web address, such as https://example.org",
    ),
    "url_too_long": "Enter a web address of at most {max_length} character|"
    "Enter a web address of at most {max_length} characters",
    "url_scheme": "Enter a web address that begins with {expected_schemes}",
    **dict.fromkeys(
        ("uuid_type", "uuid_parsing"), "Enter a UUID, such as 866525c8-a868-49bc-b006-1a60e492631e"
    ),
    "uuid_version": "Enter a UUID of version {expected_version}",
    **dict.fromkeys(("json_type", "json_invalid"), 'Enter JSON, such as {{"speed": 1000}}'),
    **dict.fromkeys(("bytes_type", "bytes_invalid_encoding"), "Enter a text that can be read as data"),
    "bytes_too_short": "Give at least {min_length} byte|Give at least {min_length} bytes",
    "bytes_too_long": "Give at most {max_length} byte|Give at most {max_length} bytes",
    # --- numbers ---
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "Enter a whole number"),
    "int_parsing_size": "Enter a smaller number",
    **dict.fromkeys(
        ("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number"), "Enter a number"
    ),
    **dict.fromkeys(
        ("fraction_type", "fraction_parsing", "complex_type", "complex_str_parsing"), "Enter a number"
    ),
    "greater_than": "Enter more than {gt}",
    "greater_than_equal": "Enter {ge} or more",
    "less_than": "Enter less than {lt}",
    "less_than_equal": "Enter {le} or less",
    "multiple_of": "Enter a multiple of {multiple_of}",
    "decimal_max_digits": "Enter at most {max_digits} digit|Enter at most {max_digits} digits",
    "decimal_max_places": "Enter at most {decimal_places} digit after the point|"
    "Enter at most {decimal_places} digits after the point",
    "decimal_whole_digits": "Enter at most {whole_digits} digit before the point|"
    "Enter at most {whole_digits} digits before the point",
    **dict.fromkeys(("bool_type", "bool_parsing"), "Answer yes or no (true or false)"),
    # --- dates and times ---
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "Enter a date as YYYY-MM-DD, such as 2026-02-28",
    ),
    **dict.fromkeys(("date_past", "datetime_past"), "This has to be in the past"),
    **dict.fromkeys(("date_future", "datetime_future"), "This has to be in the future"),
    **dict.fromkeys(("time_type", "time_parsing"), "Enter a time as HH:MM, such as 13:30"),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_object_invalid", "datetime_from_date_parsing"),
        "Enter date and time, such as 2026-02-28T13:30:00+01:00",
    ),
    "timezone_aware": "Add the time zone, such as 2026-02-28T13:30:00+01:00",
    "timezone_naive": "Leave out the time zone",
    "timezone_offset": "Enter the time in the zone that is {tz_expected} seconds from UTC",
    **dict.fromkeys(("time_delta_type", "time_delta_parsing"), "Enter a length of time, such as PT1H30M"),
    "moment_too_early": "Enter {limit} or later",
    "moment_too_late": "Enter {limit} or earlier",
    # --- lists and objects ---
    "too_short": "At least {min_length} is needed; there is {actual_length}|"
    "At least {min_length} are needed; there are {actual_length}",
    "too_long": "At most {max_length} is taken|At most {max_length} are taken",
    **dict.fromkeys(
        ("list_type", "iterable_type", "deque_type", "tuple_type", "set_type", "frozen_set_type"),
        "Give a list here",
    ),
    "set_item_not_hashable": "Give a plain value here, not a list or an object",
    **dict.fromkeys(
        (
            "dict_type",
            "frozen_dict_type",
            "ordered_dict_type",
            "counter_type",
            "mapping_type",
            "model_type",
            "model_attributes_type",
            "dataclass_type",
            "named_tuple_type",
        ),
        "Give an object with fields here",
    ),
    "union_tag_not_found": "Say which kind it is, in {discriminator}",
    "union_tag_invalid": "Choose one of these for {discriminator}: {expected_tags}",
    "recursion_depth_exceeded": "Nest the values less deeply",
    # --- addresses in networks ---
    "ip_v4_address": "Enter an IPv4 address, such as 192.0.2.1",
    "ip_v6_address": "Enter an IPv6 address, such as 2001:db8::1",
    "ip_v4_network": "Enter an IPv4 network, such as 192.0.2.0/24",
    "ip_v6_network": "Enter an IPv6 network, such as 2001:db8::/32",
    "ip_v4_interface": "Enter an IPv4 address with its prefix length, such as 192.0.2.1/24",
    "ip_v6_interface": "Enter an IPv6 address with its prefix length, such as 2001:db8::1/64",
    "ip_any_address": "Enter an IP address, such as 192.0.2.1 or 2001:db8::1",
    "ip_any_network": "Enter an IP network, such as 192.0.2.0/24 or 2001:db8::/32",
    "ip_any_interface": "Enter an IP address with its prefix length, such as 192.0.2.1/24",
    # --- files ---
    "file_missing": "This file is not here (any more); upload it again",
    "file_too_large": "{name} is too large: {size} bytes; at most {max_bytes} bytes are taken",
    "file_type": "{name} is {media_type}; upload one of these: {accepted}",
}
