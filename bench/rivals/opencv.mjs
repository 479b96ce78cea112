import { pythonRival } from '../python.mjs';

/** What one writes in a notebook: a Pool, the list of files cut into one subset a worker. */
export const opencv = pythonRival({
  name: 'OpenCV',
  does: '`equalizeHist` (or CLAHE) on Y of YCrCb in a `multiprocessing.Pool`, one thread a worker; 16 bits are counted and mapped by NumPy',
  module: 'cv2',
  script: 'opencv.py',
});
