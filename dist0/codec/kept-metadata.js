import { unsupported } from './container.js';
/** The file with what is kept of it besides the pixels: everything, or what the options leave. */
export function keptFile(codec, file, { strip, dropGainMap }) {
    if (file.gainMap && !dropGainMap)
        throw unsupported('the image has an HDR gain map, which would no longer fit it; leave it out with --drop-gainmap');
    const plain = file.gainMap && codec.withoutGainMap ? codec.withoutGainMap(file) : file;
    return strip ? codec.stripped(plain) : plain;
}
