import { columnsOf } from './columns.js';
import { readData, readLooks } from './data.js';
import { startList } from './list.js';
import { startSidebar } from './sidebar.js';
import { startView } from './view.js';

/** Shows the first rows at once, and all of them when the whole page has come. */
async function start(): Promise<void> {
  const isLong = document.getElementById('first-names') !== null;
  const first = await readData(isLong ? 'first-' : '');
  document.getElementById('app')!.hidden = false;
  const list = startList(first, columnsOf(first));
  await wholePage();
  const data = isLong ? await readData() : first;
  const columns = columnsOf(data);
  readLooks(data);
  list.become(data, columns);
  startView(data, columns, () => list.order());
  startSidebar(data, columns, (filter) => list.narrow(filter));
  document.body.dataset.ready = 'yes';
}

function wholePage(): Promise<unknown> {
  return new Promise((resolve) => {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', resolve, { once: true });
    // A moment to paint.
    else setTimeout(resolve);
  });
}

void start();
