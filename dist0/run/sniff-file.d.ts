import { type Sniffed } from '../codec/sniff.js';
/** What a file is by its first bytes. @throws {ImgparError} `unreadable` */
export declare function sniffFile(source: string): Sniffed;
