import { columnsOf } from './columns.js';
import { readData } from './data.js';
import { startList } from './list.js';
import { startSidebar } from './sidebar.js';
import { startView } from './view.js';

async function start(): Promise<void> {
  const data = await readData();
  const columns = columnsOf(data);
  document.getElementById('app')!.hidden = false;
  const list = startList(data, columns);
  startView(data, columns, () => list.order());
  // Rows first.
  await new Promise((resolve) => setTimeout(resolve));
  startSidebar(data, columns, (filter) => list.narrow(filter));
  document.body.dataset.ready = 'yes';
}

void start();
