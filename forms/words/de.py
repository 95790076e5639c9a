"""German."""

from typing import Final

WORDS: Final = {
    # --- any field ---
    "missing": "Füllen Sie dieses Feld aus",
    "extra_forbidden": "Diese Seite hat dieses Feld nicht; lassen Sie es weg",
    "none_required": "Lassen Sie dies leer",
    "default_factory_not_called": "Berichtigen Sie die Felder, aus denen sich dieses ergibt",
    "string_unicode": "Text darf weder NUL noch ein halbes Surrogatpaar enthalten",
    "invalid_key": "Kein brauchbarer Name für ein Feld",
    "too_deep": "Werte dürfen höchstens {limit} Ebene tief verschachtelt sein|"
    "Werte dürfen höchstens {limit} Ebenen tief verschachtelt sein",
    "too_many": "Hier ist höchstens {limit} Wert möglich|Hier sind höchstens {limit} Werte möglich",
    "refused": "Dies wird nicht angenommen",
    # --- choosing ---
    **dict.fromkeys(("enum", "literal_error"), "Wählen Sie {expected}"),
    "or": "{first} oder {last}",
    "not_offered": "Wählen Sie eine der angebotenen Möglichkeiten",
    "nothing_offered": "Es gibt nichts zur Auswahl",
    "not_offered_here": "Nicht verfügbar bei {because}; wählen Sie etwas anderes",
    "unique_list": "Wählen Sie jede Möglichkeit nur einmal",
    "not_accepted": "Noch sind nicht alle Aufgaben erledigt",
    # --- text ---
    "string_type": "Geben Sie einen Text ein",
    "string_too_short": "Geben Sie mindestens {min_length} Zeichen ein",
    "string_too_long": "Geben Sie höchstens {max_length} Zeichen ein",
    "string_pattern_mismatch": "Geben Sie einen Text der Form {pattern} ein",
    "string_not_ascii": "Verwenden Sie nur einfache Buchstaben, Ziffern und Zeichen, ohne Akzente und Umlaute",
    "email": "Geben Sie eine E-Mail-Adresse ein, etwa name@example.org",
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_syntax_violation"),
        "Geben Sie eine Webadresse ein, etwa https://example.org",
    ),
    "url_too_long": "Geben Sie eine Webadresse mit höchstens {max_length} Zeichen ein",
    "url_scheme": "Geben Sie eine Webadresse ein, die mit {expected_schemes} beginnt",
    **dict.fromkeys(
        ("uuid_type", "uuid_parsing"), "Geben Sie eine UUID ein, etwa 866525c8-a868-49bc-b006-1a60e492631e"
    ),
    "uuid_version": "Geben Sie eine UUID der Version {expected_version} ein",
    **dict.fromkeys(("json_type", "json_invalid"), 'Geben Sie JSON ein, etwa {{"speed": 1000}}'),
    **dict.fromkeys(
        ("bytes_type", "bytes_invalid_encoding"), "Geben Sie einen Text ein, der sich als Daten lesen lässt"
    ),
    "bytes_too_short": "Geben Sie mindestens {min_length} Byte an|Geben Sie mindestens {min_length} Bytes an",
    "bytes_too_long": "Geben Sie höchstens {max_length} Byte an|Geben Sie höchstens {max_length} Bytes an",
    # --- numbers ---
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "Geben Sie eine ganze Zahl ein"),
    "int_parsing_size": "Geben Sie eine kleinere Zahl ein",
    **dict.fromkeys(
        ("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number"),
        "Geben Sie eine Zahl ein",
    ),
    **dict.fromkeys(
        ("fraction_type", "fraction_parsing", "complex_type", "complex_str_parsing"),
        "Geben Sie eine Zahl ein",
    ),
    "greater_than": "Geben Sie mehr als {gt} ein",
    "greater_than_equal": "Geben Sie {ge} oder mehr ein",
    "less_than": "Geben Sie weniger als {lt} ein",
    "less_than_equal": "Geben Sie {le} oder weniger ein",
    "multiple_of": "Geben Sie ein Vielfaches von {multiple_of} ein",
    "decimal_max_digits": "Geben Sie höchstens {max_digits} Ziffer ein|Geben Sie höchstens {max_digits} Ziffern ein",
    "decimal_max_places": "Geben Sie höchstens {decimal_places} Ziffer nach dem Komma ein|"
    "Geben Sie höchstens {decimal_places} Ziffern nach dem Komma ein",
    "decimal_whole_digits": "Geben Sie höchstens {whole_digits} Ziffer vor dem Komma ein|"
    "Geben Sie höchstens {whole_digits} Ziffern vor dem Komma ein",
    **dict.fromkeys(("bool_type", "bool_parsing"), "Antworten Sie mit ja oder nein (true oder false)"),
    # --- dates and times ---
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "Geben Sie ein Datum als JJJJ-MM-TT ein, etwa 2026-02-28",
    ),
    **dict.fromkeys(("date_past", "datetime_past"), "Dies muss in der Vergangenheit liegen"),
    **dict.fromkeys(("date_future", "datetime_future"), "Dies muss in der Zukunft liegen"),
    **dict.fromkeys(("time_type", "time_parsing"), "Geben Sie eine Uhrzeit als HH:MM ein, etwa 13:30"),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_object_invalid", "datetime_from_date_parsing"),
        "Geben Sie Datum und Uhrzeit ein, etwa 2026-02-28T13:30:00+01:00",
    ),
    "timezone_aware": "Ergänzen Sie die Zeitzone, etwa 2026-02-28T13:30:00+01:00",
    "timezone_naive": "Lassen Sie die Zeitzone weg",
    "timezone_offset": "Geben Sie die Zeit der Zone an, die {tz_expected} Sekunden von UTC abweicht",
    **dict.fromkeys(("time_delta_type", "time_delta_parsing"), "Geben Sie eine Dauer ein, etwa PT1H30M"),
    "moment_too_early": "Geben Sie {limit} oder später ein",
    "moment_too_late": "Geben Sie {limit} oder früher ein",
    # --- lists and objects ---
    "too_short": "Mindestens {min_length} ist nötig; vorhanden: {actual_length}|"
    "Mindestens {min_length} sind nötig; vorhanden: {actual_length}",
    "too_long": "Höchstens {max_length} ist möglich|Höchstens {max_length} sind möglich",
    **dict.fromkeys(
        ("list_type", "iterable_type", "deque_type", "tuple_type", "set_type", "frozen_set_type"),
        "Geben Sie hier eine Liste an",
    ),
    "set_item_not_hashable": "Geben Sie hier einen einfachen Wert an, keine Liste und kein Objekt",
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
        "Geben Sie hier ein Objekt mit Feldern an",
    ),
    "union_tag_not_found": "Sagen Sie in {discriminator}, welche Art es ist",
    "union_tag_invalid": "Wählen Sie für {discriminator} eine von diesen: {expected_tags}",
    "recursion_depth_exceeded": "Verschachteln Sie die Werte weniger tief",
    # --- addresses in networks ---
    "ip_v4_address": "Geben Sie eine IPv4-Adresse ein, etwa 192.0.2.1",
    "ip_v6_address": "Geben Sie eine IPv6-Adresse ein, etwa 2001:db8::1",
    "ip_v4_network": "Geben Sie ein IPv4-Netz ein, etwa 192.0.2.0/24",
    "ip_v6_network": "Geben Sie ein IPv6-Netz ein, etwa 2001:db8::/32",
    "ip_v4_interface": "Geben Sie eine IPv4-Adresse mit Präfixlänge ein, etwa 192.0.2.1/24",
    "ip_v6_interface": "Geben Sie eine IPv6-Adresse mit Präfixlänge ein, etwa 2001:db8::1/64",
    "ip_any_address": "Geben Sie eine IP-Adresse ein, etwa 192.0.2.1 oder 2001:db8::1",
    "ip_any_network": "Geben Sie ein IP-Netz ein, etwa 192.0.2.0/24 oder 2001:db8::/32",
    "ip_any_interface": "Geben Sie eine IP-Adresse mit Präfixlänge ein, etwa 192.0.2.1/24",
    # --- files ---
    "file_missing": "Diese Datei ist nicht (mehr) da; laden Sie sie noch einmal hoch",
    "file_too_large": "{name} ist zu groß: {size} Bytes; höchstens {max_bytes} Bytes sind möglich",
    "file_type": "{name} ist {media_type}; laden Sie eine von diesen hoch: {accepted}",
}
