import { pythonRival } from '../python.mjs';

/** What one writes in a notebook: a Pool, the list of files cut into one subset a worker. */
export const opencv = pythonRival({
  name: 'OpenCV in a multiprocessing.Pool',
  does: 'equalises Y of YCrCb, one thread a worker',
  module: 'cv2',
  script: 'opencv.py',
});
