from ops.delivery.releases.content import ReleaseContent, content_difference

IMAGE = "registry.example.com/todo-backend"


def _content(image: str, **arguments: object) -> ReleaseContent:
    return ReleaseContent(images={"backend_image": image}, stack={"resource": {"kind": {"name": arguments}}})


def test_the_same_content_has_no_difference() -> None:
    found = content_difference(_content(f"{IMAGE}:1", size=1), _content(f"{IMAGE}:1", size=1))
    assert (found.images, found.stack) == ((), ())


def test_images_differ_by_workload_and_the_stack_by_argument() -> None:
    before = _content(f"{IMAGE}:2", size=2, ports=[{"number": 80}], gone="x")
    after = _content(f"{IMAGE}:1", size=2, ports=[{"number": 81}], new=True)
    found = content_difference(before, after)
    assert [change.line for change in found.images] == [f"backend: {IMAGE}:2 → {IMAGE}:1"]
    assert [change.line for change in found.stack] == [
        'kind.name.gone: "x" → (not set)',
        "kind.name.new: (not set) → true",
        "kind.name.ports[0].number: 80 → 81",
    ]


def test_a_long_value_is_cut() -> None:
    (change,) = content_difference(_content("a", text=""), _content("a", text="x" * 500)).stack
    assert change.line.endswith("…")
    assert len(change.line) < 200
