"""What the lab saves of a notebook: stills in place of views that die with their kernel."""

from __future__ import annotations

from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from meantone.commands.saving import BARE, VIEW, keep_stills


def test_views_go_and_what_says_nothing_says_how_to_bring_it_back() -> None:
    still = new_output("display_data", {VIEW: {}, "text/html": "<p>still</p>"})
    bare = new_output("display_data", {VIEW: {}, "text/plain": "IntSlider(value=0)"})
    bar = new_output("display_data", {VIEW: {}, "text/plain": "100% 5/5"})
    said = new_output("stream", text="hello")
    cell = new_code_cell("explorer", outputs=[said, still, bare, bar])
    notebook = new_notebook(cells=[new_markdown_cell("Hear"), cell])
    keep_stills({"type": "notebook", "content": notebook}, path="lesson.ipynb")
    assert cell.outputs[1].data == {"text/html": "<p>still</p>"}
    assert cell.outputs[2].data == {"text/plain": BARE}
    assert cell.outputs[3].data == {"text/plain": "100% 5/5"}
    assert cell.outputs[0] == said


def test_other_files_are_left_alone() -> None:
    for model in (
        {"type": "file", "content": "text"},
        {"type": "notebook", "content": None},
        {"type": "directory"},
    ):
        before = dict(model)
        keep_stills(model)
        assert model == before


def test_jupyter_server_calls_the_hook_before_it_saves(tmp_path: Path) -> None:
    from jupyter_server.services.contents.largefilemanager import LargeFileManager

    manager = LargeFileManager(root_dir=str(tmp_path))
    manager.register_pre_save_hook(keep_stills)
    output = new_output("display_data", {VIEW: {"model_id": "a"}, "text/html": "<p>still</p>"})
    notebook = new_notebook(cells=[new_code_cell("explorer", outputs=[output])])
    manager.save({"type": "notebook", "format": "json", "content": notebook}, "run.ipynb")
    saved = (tmp_path / "run.ipynb").read_text(encoding="utf-8")
    assert "<p>still</p>" in saved
    assert VIEW not in saved
