import { pythonRival } from '../python.mjs';

/** The usual notebook code: a Pool, with the list of files split into one subset per worker. */
export const opencv = pythonRival({
  name: 'OpenCV',
  does: '`equalizeHist` (or CLAHE) on Y of YCrCb in a `multiprocessing.Pool`, one thread a worker; 16 bits are counted and mapped by NumPy',
  module: 'cv2',
  script: 'opencv.py',
});
