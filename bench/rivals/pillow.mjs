import { pythonRival } from '../python.mjs';

export const pillow = pythonRival({
  name: 'Pillow in a multiprocessing.Pool',
  does: 'equalises R, G and B each on its own',
  module: 'PIL',
  script: 'pillow.py',
});
