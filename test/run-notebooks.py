"""Runs notebooks in a kernel: run-notebooks.py KERNEL FOLDER NAME... Each gets its outputs, and a page NAME.html."""

import sys
from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import nbformat
from jupyter_client.utils import ensure_async
from nbclient import NotebookClient
from nbconvert import HTMLExporter

kernel, folder, *names = sys.argv[1:]


class PatientClient(NotebookClient):
    """Deno's kernel may send what a cell printed after it has said that the cell has ended."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        while kernel == "deno":
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=0.5))
            except Empty:
                return
            if message["msg_type"] != "status":
                self.process_message(message, cell, cell_index)


def run(name):
    path = f"{folder}/{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    client = PatientClient(
        notebook,
        kernel_name=kernel,
        timeout=300,
        startup_timeout=300,
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": folder}},
    )
    client.execute()
    nbformat.write(notebook, path)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    with open(f"{folder}/{name}.html", "w", encoding="utf-8") as file:
        file.write(page)


# Two at a time, each in processes of its own.
with ThreadPoolExecutor(2) as threads:
    list(threads.map(run, names))
