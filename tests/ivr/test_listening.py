from ivr.listening import Place, lines, record, sip_places, web_places

WEB = web_places("http://127.0.0.1:8012", ("twilio", "native"), vosk=True)


def test_each_dialect_has_its_path() -> None:
    assert (
        Place("http", "HTTP", "http://127.0.0.1:8012"),
        Place("websocket", "WebSocket, twilio", "ws://127.0.0.1:8012/media/twilio"),
        Place("websocket", "WebSocket, native", "ws://127.0.0.1:8012/media/native"),
        Place("vosk", "Vosk", "ws://127.0.0.1:8012/vosk"),
    ) == WEB
    assert web_places("http://h:1", (), vosk=False) == (Place("http", "HTTP", "http://h:1"),)


def test_sip_listens_over_what_is_open_and_tls_on_the_next_port() -> None:
    found = sip_places("10.0.0.5", 5060, ("udp", "tcp", "tls"), "12345@trunk", "registered")
    assert [place.address for place in found] == [
        "sip:10.0.0.5:5060;transport=udp",
        "sip:10.0.0.5:5060;transport=tcp",
        "sip:10.0.0.5:5061;transport=tls",
        "12345@trunk, registered",
    ]
    assert [place.what for place in sip_places("h", 1, ("udp",), "", "registered")] == ["sip"]


def test_the_log_has_one_record_of_it_all() -> None:
    sip = sip_places("h", 5060, ("udp",), "12345@trunk", "registered")
    assert record((*WEB, Place("audiosocket", "AudioSocket", "h:8013"), *sip)) == {
        "http": "http://127.0.0.1:8012",
        "websocket": ["ws://127.0.0.1:8012/media/twilio", "ws://127.0.0.1:8012/media/native"],
        "vosk": "ws://127.0.0.1:8012/vosk",
        "audiosocket": "h:8013",
        "sip": ["sip:h:5060;transport=udp"],
        "trunk": "12345@trunk, registered",
    }


def test_a_person_reads_a_line_for_each_in_columns() -> None:
    shown = lines(WEB)
    assert len(shown) == len(WEB)
    assert {line.index(place.address) for line, place in zip(shown, WEB, strict=True)} == {19}
    assert lines(()) == ()
