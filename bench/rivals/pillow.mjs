import { pythonRival } from '../python.mjs';

export const pillow = pythonRival({
  name: 'Pillow',
  does: '`ImageOps.equalize` in a `multiprocessing.Pool`: R, G and B each on its own',
  module: 'PIL',
  script: 'pillow.py',
});
