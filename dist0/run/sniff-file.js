import { headBytes, sniff } from '../codec/sniff.js';
import { openSource } from '../storage/file.js';
/** What a file is by its first bytes. @throws {ImgparError} `unreadable` */
export function sniffFile(source) {
    const file = openSource(source);
    try {
        return sniff(file.head(headBytes));
    }
    finally {
        file.close();
    }
}
