"""Dutch."""

from typing import Final

WORDS: Final = {
    # --- any field ---
    "missing": "Vul dit veld in",
    "extra_forbidden": "Deze pagina heeft dit veld niet; laat het weg",
    "none_required": "Laat dit leeg",
    "default_factory_not_called": "Verbeter de velden waaruit dit veld wordt berekend",
    "string_unicode": "Tekst mag geen NUL en geen half surrogaatpaar bevatten",
    "invalid_key": "Geen bruikbare naam voor een veld",
    "too_deep": "Waarden mogen hoogstens {limit} niveau diep genest zijn|"
    "Waarden mogen hoogstens {limit} niveaus diep genest zijn",
    "too_many": "Hier kan hoogstens {limit} waarde staan|Hier kunnen hoogstens {limit} waarden staan",
    "refused": "Dit wordt niet geaccepteerd",
    # --- choosing ---
    **dict.fromkeys(("enum", "literal_error"), "Kies {expected}"),
    "or": "{first} of {last}",
    "not_offered": "Kies een van de aangeboden opties",
    "nothing_offered": "Er is niets om uit te kiezen",
    "not_offered_here": "Niet beschikbaar bij {because}; kies een andere optie",
    "unique_list": "Kies elke optie één keer",
    "not_accepted": "Nog niet alle taken zijn gedaan",
    # --- text ---
    "string_type": "Vul een tekst in",
    "string_too_short": "Vul minstens {min_length} teken in|Vul minstens {min_length} tekens in",
    "string_too_long": "Vul hoogstens {max_length} teken in|Vul hoogstens {max_length} tekens in",
    "string_pattern_mismatch": "Vul een tekst in van de vorm {pattern}",
    "string_not_ascii": "Gebruik alleen gewone letters, cijfers en leestekens, zonder accenten",
    "email": "Vul een e-mailadres in, zoals naam@example.org",
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_syntax_violation"), "Vul een webadres in, zoals https://example.org"
    ),
    "url_too_long": "Vul een webadres van hoogstens {max_length} teken in|"
    "Vul een webadres van hoogstens {max_length} tekens in",
    "url_scheme": "Vul een webadres in dat begint met {expected_schemes}",
    **dict.fromkeys(
        ("uuid_type", "uuid_parsing"), "Vul een UUID in, zoals 866525c8-a868-49bc-b006-1a60e492631e"
    ),
    "uuid_version": "Vul een UUID van versie {expected_version} in",
    **dict.fromkeys(("json_type", "json_invalid"), 'Vul JSON in, zoals {{"speed": 1000}}'),
    **dict.fromkeys(
        ("bytes_type", "bytes_invalid_encoding"), "Vul een tekst in die als gegevens te lezen is"
    ),
    "bytes_too_short": "Geef minstens {min_length} byte|Geef minstens {min_length} bytes",
    "bytes_too_long": "Geef hoogstens {max_length} byte|Geef hoogstens {max_length} bytes",
    # --- numbers ---
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "Vul een geheel getal in"),
    "int_parsing_size": "Vul een kleiner getal in",
    **dict.fromkeys(
        ("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number"),
        "Vul een getal in",
    ),
    **dict.fromkeys(
        ("fraction_type", "fraction_parsing", "complex_type", "complex_str_parsing"), "Vul een getal in"
    ),
    "greater_than": "Vul meer dan {gt} in",
    "greater_than_equal": "Vul {ge} of meer in",
    "less_than": "Vul minder dan {lt} in",
    "less_than_equal": "Vul {le} of minder in",
    "multiple_of": "Vul een veelvoud van {multiple_of} in",
    "decimal_max_digits": "Vul hoogstens {max_digits} cijfer in|Vul hoogstens {max_digits} cijfers in",
    "decimal_max_places": "Vul hoogstens {decimal_places} cijfer achter de komma in|"
    "Vul hoogstens {decimal_places} cijfers achter de komma in",
    "decimal_whole_digits": "Vul hoogstens {whole_digits} cijfer voor de komma in|"
    "Vul hoogstens {whole_digits} cijfers voor de komma in",
    **dict.fromkeys(("bool_type", "bool_parsing"), "Antwoord ja of nee (true of false)"),
    # --- dates and times ---
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "Vul een datum in als JJJJ-MM-DD, zoals 2026-02-28",
    ),
    **dict.fromkeys(("date_past", "datetime_past"), "Dit moet in het verleden liggen"),
    **dict.fromkeys(("date_future", "datetime_future"), "Dit moet in de toekomst liggen"),
    **dict.fromkeys(("time_type", "time_parsing"), "Vul een tijd in als UU:MM, zoals 13:30"),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_object_invalid", "datetime_from_date_parsing"),
        "Vul datum en tijd in, zoals 2026-02-28T13:30:00+01:00",
    ),
    "timezone_aware": "Voeg de tijdzone toe, zoals 2026-02-28T13:30:00+01:00",
    "timezone_naive": "Laat de tijdzone weg",
    "timezone_offset": "Vul de tijd in van de zone die {tz_expected} seconden van UTC ligt",
    **dict.fromkeys(("time_delta_type", "time_delta_parsing"), "Vul een tijdsduur in, zoals PT1H30M"),
    "moment_too_early": "Vul {limit} of later in",
    "moment_too_late": "Vul {limit} of eerder in",
    # --- lists and objects ---
    "too_short": "Minstens {min_length} is nodig; het zijn er {actual_length}|"
    "Minstens {min_length} zijn nodig; het zijn er {actual_length}",
    "too_long": "Hoogstens {max_length} is mogelijk|Hoogstens {max_length} zijn mogelijk",
    **dict.fromkeys(
        ("list_type", "iterable_type", "deque_type", "tuple_type", "set_type", "frozen_set_type"),
        "Geef hier een lijst",
    ),
    "set_item_not_hashable": "Geef hier een gewone waarde, geen lijst of object",
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
        "Geef hier een object met velden",
    ),
    "union_tag_not_found": "Zeg welke soort het is, in {discriminator}",
    "union_tag_invalid": "Kies een van deze voor {discriminator}: {expected_tags}",
    "recursion_depth_exceeded": "Nest de waarden minder diep",
    # --- addresses in networks ---
    "ip_v4_address": "Vul een IPv4-adres in, zoals 192.0.2.1",
    "ip_v6_address": "Vul een IPv6-adres in, zoals 2001:db8::1",
    "ip_v4_network": "Vul een IPv4-netwerk in, zoals 192.0.2.0/24",
    "ip_v6_network": "Vul een IPv6-netwerk in, zoals 2001:db8::/32",
    "ip_v4_interface": "Vul een IPv4-adres met prefixlengte in, zoals 192.0.2.1/24",
    "ip_v6_interface": "Vul een IPv6-adres met prefixlengte in, zoals 2001:db8::1/64",
    "ip_any_address": "Vul een IP-adres in, zoals 192.0.2.1 of 2001:db8::1",
    "ip_any_network": "Vul een IP-netwerk in, zoals 192.0.2.0/24 of 2001:db8::/32",
    "ip_any_interface": "Vul een IP-adres met prefixlengte in, zoals 192.0.2.1/24",
    # --- files ---
    "file_missing": "Dit bestand is er niet (meer); upload het opnieuw",
    "file_too_large": "{name} is te groot: {size} bytes; hoogstens {max_bytes} bytes zijn mogelijk",
    "file_type": "{name} is {media_type}; upload een van deze: {accepted}",
}
