import { readData } from './data.js';
import { startList } from './list.js';
import { startSidebar } from './sidebar.js';
import { startView } from './view.js';

async function start(): Promise<void> {
  const data = await readData();
  document.getElementById('app')!.hidden = false;
  const view = startView(data);
  const list = startList(data);
  startSidebar(data, (filter) => list.narrow(filter));
  view.listFrom(() => list.order());
  document.body.dataset.ready = 'yes';
}

void start();
